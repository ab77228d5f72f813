"""The engine without a window: python -m engine film | screenplay | walk | season | check | bench | bake."""

from __future__ import annotations

import argparse
import math
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Cancelled, DoesNotFit, OtherwiseError, Place, StoryError
from engine.places import ASSETS, places

if TYPE_CHECKING:
    from engine.delivery.export import Reel
    from engine.delivery.store import Store
    from engine.library.characters import Cast
    from engine.video.produce import Segment
    from engine.video.rungs import Rung


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0; 1 where something fell short; 2 with a sentence on stderr where it could not be done."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        code = int(asked.do(asked))
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

    def command(name: str, do: object, about: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about)
        one.set_defaults(do=do)
        return one

    def story_options(one: argparse.ArgumentParser) -> None:
        one.add_argument("--seed", type=int, default=7, help="the same seed and viewer give the same story (7)")
        one.add_argument("--genre", default="cozy_mystery")
        one.add_argument("--minutes", type=_number(3, 20, "minutes"), default=6.0, help="how long the episode is to be (6)")
        one.add_argument("--viewer", type=Path, help="a profile as the app keeps it (JSON)")
        one.add_argument("--share", metavar="CODE", help="a share code: its premise for this viewer, or the path that was seen")
        one.add_argument("--story", type=Path, help="a story file, instead of planning one")
        one.add_argument("--branch", default="", help="choices at the forks: ids, labels or numbers, with commas between")
        one.add_argument("--chance", type=int, metavar="SEED", help="choose by a seeded die, instead of by default")

    film = command("film", _film, "Film an episode to an MP4 with captions and chapters.")
    story_options(film)
    film.add_argument("--out", type=Path, required=True)
    film.add_argument("--seconds", type=_number(0.1, 86_400, "seconds"), help="only the first seconds")
    film.add_argument("--workers", type=_workers, default=0, help="worker processes (as many as the machine has cores to spare)")
    film.add_argument("--draft", action="store_true", help="film at the draft rung")

    page = command("screenplay", _screenplay, "Write an episode as a screenplay, in Fountain or as a PDF.")
    story_options(page)
    page.add_argument("--whole", action="store_true", help="every scene with where its choices lead, not one way through")
    page.add_argument("--out", type=Path, required=True, help="a file that ends in .fountain or .pdf")

    walk = command("walk", _walk, "Print a walk through an episode: scenes, words, offers, choices.")
    story_options(walk)
    walk.add_argument("--json", action="store_true", help="print the story as JSON instead")

    season = command(
        "season", _season, "Walk a season of six episodes, each made from what was seen in those before, or a feature."
    )
    season.add_argument("--seed", type=int, default=7, help="the same seed, viewer and choices give the same season (7)")
    season.add_argument("--genre", default="cozy_mystery")
    season.add_argument("--episodes", type=int, default=0, help="only the first so many")
    season.add_argument("--feature", action="store_true", help="ninety minutes in eight sequences instead")
    season.add_argument("--minutes", type=_number(3, 20, "minutes"), default=0.0, help="of an episode (8; of a sequence 11.25)")
    season.add_argument("--viewer", type=Path, help="a profile as the app keeps it (JSON)")
    season.add_argument("--chance", type=int, metavar="SEED", help="choose by a seeded die, instead of by default")
    season.add_argument("--json", type=Path, metavar="DIR", help="write the stories and the bible there")

    check = command("check", _check, "Say what is wrong with a story: nothing reachable may be broken.")
    story_options(check)

    bench = command("bench", _bench, "Measure, and print a table with goals beside.")
    bench.add_argument("name", help="film, playback, ranking, seasons, stories")
    bench.add_argument("--quick", action="store_true", help="within a minute")
    bench.add_argument("--json", type=Path)
    bench.add_argument("--count", type=int, help="stories: plan and check so many, instead of filming")
    bench.add_argument("--seeds", type=_seeds, help="stories: which, e.g. 1-10 (1-20)")

    bake = command("bake", _bake, "Paint all sets ahead of need.")
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


def _workers(text: str) -> int:
    if not text.isdecimal() or int(text) > 64:
        raise argparse.ArgumentTypeError(f'"{text}" will not do. Write a whole number from 1 to 64, or 0 to leave it open.')
    return int(text)


_HARMLESS = ("unreachable", "never set", "never read", "no ending", "too short to choose")
"""Kinds of finding that a film can be made in spite of."""


def _must_be_sound(story, path: Path) -> None:  # type: ignore[no-untyped-def]
    """StoryError where a story from a file cannot be walked or filmed."""
    from engine.library.environments import environments
    from engine.library.needs import wanting
    from engine.story.check import check

    found = [(one.scene, one.sentence) for one in check(story) if one.kind not in _HARMLESS]
    found += wanting(story, environments=environments())
    if found:
        scene, sentence = found[0]
        more = f" `python -m engine check --story {path}` tells of {len(found) - 1} more." if len(found) > 1 else ""
        raise StoryError(f"{scene}: {sentence}{more}", at=Place(path))


def _profile(asked: argparse.Namespace):  # type: ignore[no-untyped-def]
    """The viewer that the options name."""
    from engine.library.characters import faults
    from engine.preference.viewer import Profile
    from engine.story.files import must_know, read

    if not asked.viewer:
        return Profile()
    profile = read(asked.viewer, Profile)
    must_know(asked.viewer, profile)
    for _, sentence in faults(profile.character):
        raise StoryError(sentence, at=Place(asked.viewer))
    return profile


def _story(asked: argparse.Namespace):  # type: ignore[no-untyped-def]
    """(story, cast) as the options say."""
    from engine.library.characters import characters
    from engine.narrative.genre import read_genre
    from engine.narrative.planner import plan
    from engine.story.files import must_know, read_story

    profile = _profile(asked)
    library = characters()
    if asked.story:
        story = read_story(asked.story)
        must_know(asked.story, story)
        if asked.do is not _check:
            _must_be_sound(story, asked.story)
    elif asked.share:
        story, profile, asked.branch = _shared(asked, profile, library)
    else:
        story = plan(read_genre(asked.genre), profile=profile, cast=library, seed=asked.seed, minutes=asked.minutes)
    cast = {}
    for role in story.cast:
        if role.character != "viewer" and role.character not in library:
            raise StoryError(
                f'Role "{role.id}" is played by "{role.character}", who is not in assets/characters. '
                f"Write viewer, or one of {', '.join(library)}.",
                at=Place(asked.story),
            )
        cast[role.id] = profile.character if role.character == "viewer" else library[role.character]
    return story, cast


def _shared(asked: argparse.Namespace, own, library):  # type: ignore[no-untyped-def]
    """(story, profile, branch) as a share code has them: its own path, unless another one is asked for."""
    from engine.narrative.genre import genres, read_genre
    from engine.narrative.planner import plan
    from engine.narrative.share import read

    told = read(asked.share, map(read_genre, genres()))
    profile = told.profile(own)
    story = plan(
        read_genre(told.genre), profile=profile, cast=library, seed=told.seed, minutes=told.minutes, premise=told.premise
    )
    if not asked.branch:
        told.must_be(story)
    return story, profile, asked.branch or ",".join(map(str, told.branch))


def _trail(asked: argparse.Namespace, story):  # type: ignore[no-untyped-def]
    from engine.story.graph import by_branch, by_chance, by_default, walk

    if asked.branch:
        return walk(story, by_branch(tuple(name.strip() for name in asked.branch.split(","))))
    return walk(story, by_chance(asked.chance) if asked.chance is not None else by_default)


def _film(asked: argparse.Namespace) -> int:
    from tqdm import tqdm

    from engine.delivery.export import export
    from engine.delivery.store import Store
    from engine.screening.film import Progress, make
    from engine.screening.workshop import Setup, Workshop, workers_for
    from engine.story.state import version
    from engine.story.story import FPS
    from engine.video.produce import Sounds, segment
    from engine.video.rungs import LADDER
    from engine.video.voices import speaker

    if asked.out.suffix.lower() != ".mp4":
        raise OtherwiseError(f"{asked.out} does not end in .mp4. Films are written as MP4; name the file so.")
    _must_be_writable(asked.out)
    began = time.monotonic()
    home = places().ready()
    story, cast = _story(asked)
    trail = _trail(asked, story)
    voice, sentence = speaker(home)
    if sentence:
        print(sentence, file=sys.stderr)
    segments = tuple(segment(story.scene(s.scene), version(story.scene(s.scene), s), cast=cast, voices=voice.name) for s in trail)
    frames = round(asked.seconds * FPS) if asked.seconds else None
    level = 0 if asked.draft else len(LADDER) - 1
    budget = 8 * 2**30
    store, sounds = Store(home.store, budget_bytes=budget), Sounds(home.cache / "sounds")
    crew = Workshop(setup=Setup(cast=cast, places=home, budget=budget), count=asked.workers or workers_for())
    try:
        with tqdm(total=100, unit="%", desc=f"Filming {story.title}", bar_format="{l_bar}{bar}| {elapsed}<{remaining}") as bar:

            def show(progress: Progress) -> None:
                bar.n = round(100 * progress.share)
                bar.refresh()

            reels: tuple[Reel, ...] = ()
            for _ in range(3):  # film that turns out to be broken, or is deleted meanwhile, is filmed again
                make(segments, crew=crew, store=store, sounds=sounds, frames=frames, level=level, progress=show)
                if reels := _reels(segments, cast=cast, store=store, frames=frames, rung=LADDER[level]):
                    break
    finally:
        crew.close()
    if not reels:
        raise OtherwiseError(f"Something keeps deleting film from {home.store}. Stop it, or set OTHERWISE_HOME elsewhere.")
    export(asked.out, reels, title=story.title)
    seconds = sum(len(reel.chunks) for reel in reels) * 64 / FPS
    print(f"{asked.out}: {seconds:.0f} s of film in {time.monotonic() - began:.0f} s")
    return 0


def _reels(segments: tuple[Segment, ...], *, cast: Cast, store: Store, frames: int | None, rung: Rung) -> tuple[Reel, ...]:
    """The film as it is exported, scene by scene; nothing, where any of it is not in the store."""
    from engine.delivery.export import Caption, Reel
    from engine.story.story import GRID

    reels, left = [], frames if frames is not None else sum(one.frames for one in segments)
    for one in segments:
        count = min(one.chunks, -(-left // GRID))
        if count <= 0:
            break
        chunks = tuple(chunk for part in range(count) if (chunk := store.get(one.chunk_key(part, rung))))
        if len(chunks) < count:
            return ()
        captions, at = [], 0.0
        for shot in one.shots:
            for line in shot.lines:
                start = at + line.start
                captions.append(Caption(start=start, end=start + line.seconds, text=line.text, speaker=cast[line.speaker].name))
            at += shot.seconds
        reels.append(Reel(title=one.title, chunks=chunks, captions=tuple(captions)))
        left -= count * GRID
    return tuple(reels)


def _must_be_writable(out: Path) -> None:
    """OtherwiseError where no file can be made there: sooner than after an hour of filming."""
    import tempfile

    if not out.parent.is_dir():
        raise OtherwiseError(f"There is no folder {out.parent}. Make it first, or choose another --out.")
    if out.is_dir():
        raise OtherwiseError(f"{out} is a folder. Choose another --out.")
    try:
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise OtherwiseError(f"{out.parent} cannot be written to. Choose another --out.") from error


def _screenplay(asked: argparse.Namespace) -> int:
    from engine.library.environments import environments
    from engine.narrative.pages import pdf
    from engine.narrative.screenplay import of_path, of_story
    from engine.story.files import write_whole

    kind = asked.out.suffix.lower()
    if kind not in (".fountain", ".pdf"):
        raise OtherwiseError(
            f"{asked.out} ends neither in .fountain nor in .pdf. Screenplays are written as these; name the file so."
        )
    if asked.whole and (asked.branch or asked.chance is not None):
        raise OtherwiseError("--whole is every way through: it goes with no --branch and no --chance. Leave one of them out.")
    _must_be_writable(asked.out)
    story, _ = _story(asked)
    sets = environments()
    text = of_story(story, environments=sets) if asked.whole else of_path(story, _trail(asked, story), environments=sets)
    made, boxes = pdf(text) if kind == ".pdf" else (text.encode(), "")
    write_whole(asked.out, made)
    if boxes:
        print(
            f"The PDF's typeface has no {' '.join(boxes)}: boxes stand there. A .fountain file has every letter.", file=sys.stderr
        )
    print(f"{asked.out}: {story.title}")
    return 0


def _walk(asked: argparse.Namespace) -> int:
    from engine.narrative.share import share
    from engine.story.files import encode
    from engine.story.graph import taken
    from engine.story.transcript import transcript

    story, _ = _story(asked)
    trail = _trail(asked, story)
    print(encode(story).decode() if asked.json else transcript(story, trail), end="")
    if not (asked.json or asked.share or asked.story):  # of a story from elsewhere nobody knows what was asked for
        profile = _profile(asked)
        premise = share(story, minutes=asked.minutes)
        path = share(story, minutes=asked.minutes, profile=profile, branch=taken(story, trail))
        print(f"\nShare the premise: {premise}\nShare this path: {path}")
    return 0


def _season(asked: argparse.Namespace) -> int:
    from engine.narrative.season_command import season

    return season(
        asked.genre,
        profile=_profile(asked),
        seed=asked.seed,
        form="feature" if asked.feature else "season",
        episodes=asked.episodes,
        minutes=asked.minutes,
        chance=asked.chance,
        folder=asked.json,
    )


def _check(asked: argparse.Namespace) -> int:
    from engine.library.environments import environments
    from engine.library.needs import wanting
    from engine.narrative.coverage import lint
    from engine.story.check import check
    from engine.story.graph import segments

    story, _ = _story(asked)
    findings = [f"{one.scene}: {one.kind}: {one.sentence}" for one in check(story)]
    findings += [f"{one.scene}: {one.kind}: {one.sentence}" for one in lint(story, environments=environments())]
    findings += [f"{scene}: not in the library: {sentence}" for scene, sentence in wanting(story, environments=environments())]
    for finding in findings:
        print(finding)
    forks = sum(sum(bool(choice.label) for choice in scene.choices) > 1 for scene in story.scenes)
    feelings = sorted({scene.ending.feeling for scene in story.scenes if scene.ending})
    print(
        f"{story.title}: {len(story.scenes)} scenes, {len(segments(story))} segments, {forks} forks, "
        f"endings: {', '.join(feelings)}. {len(findings) or 'No'} finding{'s' * (len(findings) != 1)}."
    )
    return 1 if findings else 0


def _bench(asked: argparse.Namespace) -> int:
    import importlib

    names = sorted(path.stem for path in (Path(__file__).parent.parent / "bench").glob("*.py") if path.stem[0] != "_")
    if asked.name not in names:
        raise OtherwiseError(f'There is no benchmark "{asked.name}". There are: {", ".join(names)}.')
    more = {name: given for name in ("seeds", "count") if (given := getattr(asked, name))}
    return int(importlib.import_module(f"bench.{asked.name}").main(quick=asked.quick, json=asked.json, **more))


def _bake(asked: argparse.Namespace) -> int:
    from tqdm import tqdm

    from engine.library.environments import environments
    from engine.video.keys import code, folder
    from engine.video.renderers.illustrated.ahead import paint_ahead

    cache = places().ready().bakes
    painted = cache / f"ahead-{code()}-{folder(ASSETS / 'environments')}"
    if asked.quiet_when_done and painted.exists():
        return 0
    with tqdm(total=1, desc="Painting the sets", bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt}") as bar:

        def tell(done: int, of: int) -> None:
            bar.total, bar.n = of, done
            bar.refresh()

        paint_ahead(environments(), cache=cache, tell=tell)
    if shutil.disk_usage(cache).free < 2**20:
        raise DoesNotFit(f"The disk is full: not all that was painted could be kept in {cache}. Free 1 GB there, and bake again.")
    for old in cache.glob("ahead-*"):
        old.unlink()
    painted.touch()
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    sys.exit(main())
