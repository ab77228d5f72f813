"""The engine without a window: python -m engine film | serve | pack | screenplay | walk | season | check | bench | look ..."""

from __future__ import annotations

import argparse
import importlib
import math
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from engine.errors import Cancelled, OtherwiseError


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0; 1 where something fell short; 2 with a sentence on stderr where it could not be done."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        code = int(importlib.import_module(f"engine.commands.{asked.command}").run(asked))  # late: help loads nothing heavy
        if sys.stdout is not None:  # closed, where it is None
            sys.stdout.flush()
        return code
    except Cancelled as stop:
        return _say(str(stop), 130)
    except _Ended:
        return _say("Ended. What is made is kept.", 143)
    except KeyboardInterrupt:
        return _say("Stopped. What is made is kept.", 130)
    except BrokenPipeError:  # `| head`: who asked has seen enough
        _hush()
        return 0
    except OtherwiseError as error:
        return _say(str(error), 2)
    except MemoryError:
        return _say("There is not enough memory. Close other programs, or ask for fewer --workers.", 2)
    except OSError as error:
        _hush()
        where = f"{error.filename}: " if error.filename else ""
        return _say(f"{where}{error.strerror or error}. Free some space, or choose a folder that you may write to.", 2)


def _say(sentence: str, code: int) -> int:
    print(f"\n{sentence}", file=sys.stderr)
    return code


def _hush() -> None:
    """What is still to be printed goes nowhere, so that the interpreter does not stumble over it at the end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError, AttributeError):  # it is no file
        pass


class _Ended(KeyboardInterrupt):
    """SIGTERM: as Ctrl-C, from someone else."""


def _end(*_: object) -> None:
    raise _Ended


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, about: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about)
        one.set_defaults(command=name)
        return one

    def story_options(one: argparse.ArgumentParser) -> None:
        one.add_argument("--seed", type=int, default=7, help="the same seed and viewer give the same story (7)")
        one.add_argument("--genre", default="cozy_mystery")
        one.add_argument("--minutes", type=_number(3, 30, "minutes"), default=6.0, help="how long the episode is to be (6)")
        one.add_argument("--viewer", type=Path, help="a profile as the app keeps it (JSON)")
        one.add_argument("--share", metavar="CODE", help="a share code: its premise for this viewer, or the path that was seen")
        one.add_argument("--story", type=Path, help="a story file, instead of planning one")
        one.add_argument(
            "--ranker", action="store_true", help="let a language model choose among the words that authors left open"
        )
        one.add_argument("--writer", action="store_true", help="let one put other words to lines, too, and say how many stood")
        one.add_argument("--branch", default="", help="choices at the forks: ids, labels or numbers, with commas between")
        one.add_argument("--chance", type=int, metavar="SEED", help="choose by a seeded die, instead of by default")

    film = command("film", "Film an episode to an MP4 with captions and chapters.")
    story_options(film)
    film.add_argument("--out", type=Path, required=True)
    film.add_argument("--web", action="store_true", help="write a folder that browsers and televisions play (HLS and DASH)")
    film.add_argument("--seconds", type=_number(0.1, 86_400, "seconds"), help="only the first seconds")
    film.add_argument("--workers", type=_workers, default=0, help="worker processes (as many as the machine has cores to spare)")
    film.add_argument("--draft", action="store_true", help="film at the draft rung")
    film.add_argument("--no-credits", action="store_true", help="leave out the card and the credits after an ending")
    film.add_argument("--subtitles", action="store_true", help="write the words into the picture, not only beside it")
    film.add_argument("--subtitle-size", choices=("small", "medium", "large"), default="medium")
    film.add_argument("--subtitle-face", choices=("plain", "clear"), default="plain", help="clear: no two letters look alike")
    film.add_argument("--describe", action="store_true", help="say in the gaps of the dialogue what is seen (audio description)")

    serve = command("serve", "Offer an episode on a page of this machine's browser, and to any player that knows HLS.")
    story_options(serve)
    serve.add_argument(
        "--episode", nargs="?", const="", metavar="ID", help="go on with one from the shelf: the last watched, or this"
    )
    serve.add_argument("--port", type=_port, default=0, help="of the page (0: any that is free)")
    serve.add_argument("--workers", type=_workers, default=0, help="worker processes (as many as the machine has cores to spare)")
    serve.add_argument(
        "--timer",
        type=_number(0, 10, "times the author's time"),
        default=1.0,
        help="how long choices stay open (1); 0: until you have chosen",
    )

    page = command("screenplay", "Write an episode as a screenplay, in Fountain or as a PDF.")
    story_options(page)
    page.add_argument("--whole", action="store_true", help="every scene with where its choices lead, not one way through")
    page.add_argument("--out", type=Path, required=True, help="a file that ends in .fountain or .pdf")

    walk = command("walk", "Print a walk through an episode: scenes, words, offers, choices.")
    story_options(walk)
    walk.add_argument("--json", action="store_true", help="print the story as JSON instead")

    season = command("season", "Walk a season of six episodes, each made from what was seen in those before, or a feature.")
    season.add_argument("--seed", type=int, default=7, help="the same seed, viewer and choices give the same season (7)")
    season.add_argument("--genre", default="cozy_mystery")
    season.add_argument("--episodes", type=int, default=0, help="only the first so many")
    season.add_argument("--feature", action="store_true", help="ninety minutes in eight sequences instead")
    season.add_argument("--minutes", type=_number(3, 30, "minutes"), default=0.0, help="of an episode (8; of a sequence 11.25)")
    season.add_argument("--viewer", type=Path, help="a profile as the app keeps it (JSON)")
    season.add_argument("--chance", type=int, metavar="SEED", help="choose by a seeded die, instead of by default")
    season.add_argument("--json", type=Path, metavar="DIR", help="write the stories and the bible there")

    check = command("check", "Say what is wrong with a story, and what its branching and its words are worth.")
    story_options(check)
    check.add_argument("--json", type=Path, help="a file for all that is found and measured")

    bench = command("bench", "Measure, and print a table with goals beside.")
    bench.add_argument("name", help="film, qa, joints, speculation ... (a name that is not there lists them all)")
    bench.add_argument("--quick", action="store_true", help="within a minute")
    bench.add_argument("--json", type=Path)
    bench.add_argument(
        "--count",
        type=int,
        help="stories: plan and check so many, instead of filming; speech: so many lines (200); qa: takes (108)",
    )
    bench.add_argument("--seeds", type=_seeds, help="stories, qa: which, e.g. 1-10 (1-20; 101-105)")

    draft = command("draft", "Have a language model propose a storylet, with the checker's remarks in it.")
    draft.add_argument("--genre", required=True)
    draft.add_argument("--slot", required=True, help="what it is for: opening, interview, breath ...")
    draft.add_argument("--note", default="", help="what it should be about, in a sentence")
    draft.add_argument("--out", type=Path, help="a folder (drafts, beside the viewer's episodes)")

    verdicts = command("verdicts", "Say how the takes on this machine were judged, by check, and what was wrong with the last.")
    verdicts.add_argument("--last", type=int, default=12, help="how many faults to show (12)")

    viewings = command("viewings", "Say how the last viewings went: what was foretold, made, missed, and made for nothing.")
    viewings.add_argument("--last", type=int, default=5, help="how many (5)")
    viewings.add_argument("--json", action="store_true", help="the last one's lines, as they were written")

    pack = command("pack", "Pack a story with its likeliest film, made ahead, into a file that plays at once.")
    pack.add_argument("story", type=Path, help="a story file, as `walk --json` prints it")
    pack.add_argument("--out", type=Path, required=True, help="a file that ends in .otherwise")
    much = pack.add_mutually_exclusive_group()
    much.add_argument("--minutes", type=_number(0.1, 600, "minutes"), default=3.0, help="how much film, the likeliest first (3)")
    much.add_argument("--bytes", type=_number(1e6, 4e9, "bytes"), help="the same by its size")
    pack.add_argument("--licence", default="All rights reserved", help="whose the story is, and what may be done with it")
    pack.add_argument("--viewer", type=Path, help="who plays the viewer's part: a profile as the app keeps it (JSON)")
    pack.add_argument("--workers", type=_workers, default=0, help="worker processes (as many as the machine has cores to spare)")
    pack.add_argument("--draft", action="store_true", help="film at the draft rung")

    unpack = command("unpack", "Open a pack: its episode goes onto the shelf, and plays at once.")
    unpack.add_argument("pack", type=Path, help="a file that ends in .otherwise")

    look = command("look", "Draw a contact sheet: cast, faces, expressions, visemes, hair, outfits, poses, or a set by its name.")
    look.add_argument("what", help="one of those words, or the name of a set")
    look.add_argument("--out", type=Path, help="a PNG, or a JPEG (look_WHAT.png)")
    look.add_argument("--width", type=int, default=0, help="make the sheet no wider than so many pixels")
    look.add_argument("--count", type=int, default=200, help="faces: how many strangers (200)")
    look.add_argument("--draft", action="store_true", help="as drawn, without brush strokes: fast")

    bake = command("bake", "Paint all sets ahead of need.")
    bake.add_argument("--quiet-when-done", action="store_true")
    return parser


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal() or int(last or first) < int(first):
        raise argparse.ArgumentTypeError(f'"{text}" will not do. Write the first and the last seed, as 1-20.')
    return range(int(first), int(last or first) + 1)


def _number(least: float, most: float, what: str) -> Callable[[str], float]:
    """An argument's type: a number within bounds, and a sentence where it is none."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f'"{text}" will not do. Write a number of {what} from {least:g} to {most:g}.')
        return number

    return read


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(
            f'"{text}" will not do. Write a whole number from 1 to 65535, or 0 for any that is free.'
        )
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or int(text) > 64:
        raise argparse.ArgumentTypeError(f'"{text}" will not do. Write a whole number from 1 to 64, or 0 to leave it open.')
    return int(text)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    sys.exit(main())
