"""The engine without a window: python -m engine film | walk | check | bench | bake."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from engine.errors import Cancelled, OtherwiseError
from engine.places import ASSETS, places


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0; 1 where something fell short; 2 with a sentence on stderr where it could not be done."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    try:
        return int(asked.do(asked))
    except Cancelled as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 130
    except KeyboardInterrupt:
        print("\nStopped. What is made is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except OtherwiseError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2


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
        one.add_argument("--minutes", type=float, default=6.0, help="how long the episode is to be (6)")
        one.add_argument("--viewer", type=Path, help="a profile as the app keeps it (JSON)")
        one.add_argument("--story", type=Path, help="a story file, instead of planning one")
        one.add_argument("--branch", default="", help="choices at the forks: ids, labels or numbers, with commas between")
        one.add_argument("--chance", type=int, metavar="SEED", help="choose by a seeded die, instead of by default")

    film = command("film", _film, "Film an episode to an MP4 with captions and chapters.")
    story_options(film)
    film.add_argument("--out", type=Path, required=True)
    film.add_argument("--seconds", type=float, help="only the first seconds")
    film.add_argument("--workers", type=int, default=0, help="worker processes (as many as the machine has cores to spare)")
    film.add_argument("--draft", action="store_true", help="film at the draft rung")

    walk = command("walk", _walk, "Print a walk through an episode: scenes, words, offers, choices.")
    story_options(walk)
    walk.add_argument("--json", action="store_true", help="print the story as JSON instead")

    check = command("check", _check, "Say what is wrong with a story: nothing reachable may be broken.")
    story_options(check)

    bench = command("bench", _bench, "Measure, and print a table with goals beside.")
    bench.add_argument("name", help="film, joints, stories")
    bench.add_argument("--quick", action="store_true", help="within a minute")
    bench.add_argument("--json", type=Path)

    bake = command("bake", _bake, "Paint all sets ahead of need.")
    bake.add_argument("--quiet-when-done", action="store_true")
    return parser


def _story(asked: argparse.Namespace):  # type: ignore[no-untyped-def]
    """(story, cast) as the options say."""
    from engine.library.characters import characters
    from engine.narrative.genre import read_genre
    from engine.narrative.planner import plan
    from engine.preference.viewer import Profile
    from engine.story.files import read, read_story

    profile = read(asked.viewer, Profile) if asked.viewer else Profile()
    library = characters()
    if asked.story:
        story = read_story(asked.story)
    else:
        story = plan(read_genre(asked.genre), profile=profile, cast=library, seed=asked.seed, minutes=asked.minutes)
    cast = {}
    for role in story.cast:
        if role.character != "viewer" and role.character not in library:
            raise OtherwiseError(f'Role "{role.id}" is played by "{role.character}", who is not in assets/characters.')
        cast[role.id] = profile.character if role.character == "viewer" else library[role.character]
    return story, cast


def _trail(asked: argparse.Namespace, story):  # type: ignore[no-untyped-def]
    from engine.story.graph import by_branch, by_chance, by_default, walk

    if asked.branch:
        return walk(story, by_branch(tuple(name.strip() for name in asked.branch.split(","))))
    return walk(story, by_chance(asked.chance) if asked.chance is not None else by_default)


def _film(asked: argparse.Namespace) -> int:
    from tqdm import tqdm

    from engine.delivery.export import Caption, Reel, export
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
    if not asked.out.parent.is_dir():
        raise OtherwiseError(f"There is no folder {asked.out.parent}. Make it first, or choose another --out.")
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

            make(segments, crew=crew, store=store, sounds=sounds, frames=frames, level=level, progress=show)
    finally:
        crew.close()
    reels, left = [], frames if frames is not None else sum(one.frames for one in segments)
    for one in segments:
        count = min(one.chunks, -(-left // 64)) if left > 0 else 0
        if not count:
            break
        chunks = tuple(chunk for part in range(count) if (chunk := store.get(one.chunk_key(part, LADDER[level]))))
        captions, at = [], 0.0
        for shot in one.shots:
            for line in shot.lines:
                captions.append(
                    Caption(start=at + line.start, end=at + line.start + line.seconds, text=line.text, speaker=cast[line.speaker].name)
                )
            at += shot.seconds
        reels.append(Reel(title=one.title, chunks=chunks, captions=tuple(captions)))
        left -= count * 64
    export(asked.out, reels, title=story.title)
    seconds = sum(len(reel.chunks) for reel in reels) * 64 / FPS
    print(f"{asked.out}: {seconds:.0f} s of film in {time.monotonic() - began:.0f} s")
    return 0


def _walk(asked: argparse.Namespace) -> int:
    from engine.story.files import encode
    from engine.story.transcript import transcript

    story, _ = _story(asked)
    print(encode(story).decode() if asked.json else transcript(story, _trail(asked, story)), end="")
    return 0


def _check(asked: argparse.Namespace) -> int:
    from engine.story.check import check
    from engine.story.graph import segments

    story, _ = _story(asked)
    findings = check(story)
    for finding in findings:
        print(f"{finding.scene}: {finding.kind}: {finding.sentence}")
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
    return int(importlib.import_module(f"bench.{asked.name}").main(quick=asked.quick, json=asked.json))


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
    for old in cache.glob("ahead-*"):
        old.unlink()
    painted.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
