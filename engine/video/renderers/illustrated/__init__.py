"""The illustrated renderer: films shots as moving gouache, on any CPU. A frame depends on the shot and its number alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from engine.errors import RenderFailed
from engine.library.captions import colour_of, colours
from engine.library.characters import Character
from engine.library.environments import Environment
from engine.library.thunder import begins
from engine.story.story import FPS, Shot
from engine.video.figures import Figure
from engine.video.renderers.illustrated import acting, compose, inserts, lens, lettering, over, where
from engine.video.renderers.illustrated.cels import ARMS, BODY, WIDE, Cel, cel, flattened, split
from engine.video.renderers.illustrated.compose import Draw, Standing, Track, by_layer, drawing, standing, track
from engine.video.renderers.illustrated.deeds import LEGS
from engine.video.renderers.illustrated.paint import Layer, Pixels, colour, smooth
from engine.video.renderers.illustrated.post import Grade, develop, enlarged, exposure, grade_of
from engine.video.renderers.illustrated.printing import graded, printed
from engine.video.renderers.illustrated.puppet import Puppet
from engine.video.renderers.illustrated.sets import SCALE, PaintedSet, draw_set, paint_set
from engine.video.rungs import Rung
from engine.video.spoken import Spoken
from engine.video.stages import timed

Frame = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

SOFT: Mapping[str, float] = {"close": 4.2, "over": 2.8}
"""How far out of focus the wall is behind a face, in world units."""
_FAR: Mapping[str, float] = {"close": 0.5, "over": 0.5, "two": 0.75}
"""At what part of the size the set behind people is drawn while the camera moves."""
_LETTERS = ("title", "credits")
"""Framings that are words over a place out of focus."""
_SIZES = (1.0, 1.25, 1.6, 2.05, 2.6, 3.3)
"""Pixels to a unit at which people are painted: few, so that shots share what is painted."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Someone in the shot: where they are, and the puppet that plays them."""

    at: Standing
    puppet: Puppet
    body: Cel
    arms: Cel


@dataclass(frozen=True, kw_only=True)
class Stage:
    """All that a shot is filmed from."""

    shot: Shot
    track: Track
    grade: Grade
    look: str = ""
    """The show's look: a table of colours may be part of it."""
    painted: PaintedSet | None = None
    actors: tuple[Actor, ...] = ()
    shoulder: over.Shoulder | None = None
    """Before the camera in an `over`: the one over whose shoulder we look."""
    tabletop: inserts.Tabletop | None = None
    far: PaintedSet | None = None
    """The part of the set behind the actors, where the camera moves: softer than they are, so drawn at a part of the size."""

    @property
    def where(self) -> dict[str, tuple[float, float]]:
        """The eyes of those who are here, and of whoever might stand at each anchor."""
        found: dict[str, tuple[float, float]] = {}
        if self.painted is not None:
            anchors = self.painted.environment.anchors
            found = {name: anchor.eyes(anchor.postures[0]) for name, anchor in anchors.items()}
        people = [actor.at for actor in self.actors] + ([self.shoulder.at] if self.shoulder else [])
        return found | {one.placed.role: one.eyes for one in people}


class Illustrated:
    """Films shots for one cast, at one rung. `cache`: the folder of painted things, which may be deleted at any time."""

    def __init__(
        self, *, cast: Mapping[str, Character], environments: Mapping[str, Environment], rung: Rung, cache: Path
    ) -> None:
        self.cast, self.rung, self.cache = cast, rung, cache
        self.environments = environments if rung.painted else {name: unpainted(one) for name, one in environments.items()}
        width, height = round(rung.width * rung.drawn), round(rung.height * rung.drawn)
        self._pixels = np.zeros((height, width, 4), np.uint8)
        self._image = QImage(self._pixels.data, width, height, self._pixels.strides[0], QImage.Format.Format_RGB32)
        self._swung = np.zeros_like(self._pixels)
        self._drawing: tuple[object, ...] = ()
        """What is in the buffer: it is drawn once where only the camera moves."""
        self._small = {part: np.zeros((round(height * part), round(width * part), 4), np.uint8) for part in set(_FAR.values())}
        self._scale = height / lettering.HEIGHT
        self._paints = colours(cast)
        self._stage = lru_cache(maxsize=3)(self._staged)
        self._backdrop = lru_cache(maxsize=2)(self._blurred)
        self._last = lru_cache(maxsize=1)(self._finished)
        self._acted: tuple[object, dict[str, acting.Performance]] = (None, {})

    def prepare(self, shot: Shot) -> None:
        """Paint, or fetch from disk, what the shot is made of."""
        self._stage(shot)
        if shot.framing in _LETTERS:
            self._backdrop(shot)

    def render(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = (), captions: bool = False) -> Frame:
        """One frame, finished: planar YUV 4:2:0. `captions`: with the spoken words written into it."""
        if not 0 <= frame < shot.frames:
            raise RenderFailed(f"A shot of {shot.frames} frames has no frame {frame}. Ask for 0 to {shot.frames - 1}.")
        return self._last(shot, self._held(shot, frame), spoken, captions).copy()

    def where(self, shot: Shot, frame: int, *, spoken: tuple[Spoken, ...] = ()) -> tuple[Figure, ...]:
        """Where people are in that picture; nobody in one that is no view of a set."""
        stage = self._stage(shot)
        if stage.painted is None or shot.framing in _LETTERS:
            return ()
        frame = self._held(shot, frame)
        acts = self._acts(stage, frame, spoken)
        people = ((actor.at, actor.at.placed.role) for actor in stage.actors)
        return where.figures(
            view=stage.track.at(frame, shot.frames),
            seen=tuple((at, acts[role], self._character(role).face.chin) for at, role in people),
            shoulder=stage.shoulder.at if stage.shoulder else None,
            sharp=lens.racked(shot, drawing(frame)) if stage.shoulder else 1.0,
        )

    def plate(self, shot: Shot, frame: int) -> Frame:
        """That picture with nobody in it, without grain: what there is to see where people are not."""
        stage, frame = replace(self._stage(shot), actors=(), shoulder=None), self._held(shot, frame)
        self._drawing = ()  # what was drawn is painted over
        self._draw(stage, frame, ())
        done = develop(self._pixels, grade=stage.grade, seed=shot.seed, frame=frame, grain=False, light=exposure(shot, frame))
        printed(done, stage.look)
        return done

    def _held(self, shot: Shot, frame: int) -> int:
        """The frame whose picture is shown. What is drawn is drawn on twos; where nothing else moves, so is the picture."""
        still = self._on_twos(shot) and not lens.moves_alone(shot, frame)
        hold = max(self.rung.hold, 2 if still else 1)
        first = frame - frame % hold
        # The last frame of a fade is the shot's own last, and a fade at full quality goes down frame by frame.
        fades = exposure(shot, first) != exposure(shot, frame) and (self.rung.hold == 1 or frame == shot.frames - 1)
        return frame if fades else first

    def _on_twos(self, shot: Shot) -> bool:
        """Whether the picture is drawn on twos: it is where the camera stands."""
        return shot.framing not in _LETTERS and self._stage(shot).track.still

    def _finished(self, shot: Shot, frame: int, spoken: tuple[Spoken, ...], captions: bool) -> Frame:
        stage = self._stage(shot)
        light = exposure(shot, frame)
        picture = self._pixels
        if light > 0:
            drawn = frame - frame % 2 if self._on_twos(shot) else frame
            if self._drawing != (shot, drawn, spoken):
                self._drawing = ()
                self._draw(stage, drawn, spoken)
                self._drawing = (shot, drawn, spoken)
            if shot.move == "handheld":
                picture = lens.held_by_hand(picture, shot, frame, into=self._swung)
            if lens.whipped(shot, frame):
                picture = lens.swung(picture, shot, frame, into=self._swung)
        done = develop(picture, grade=stage.grade, seed=shot.seed, frame=frame, grain=self.rung.grain and light > 0, light=light)
        printed(done, stage.look)
        if self.rung.drawn != 1:
            done = enlarged(done, self.rung.width, self.rung.height)
        if captions:
            self._caption(done, stage, frame / FPS, spoken)
        return done

    # -- the stage ----------------------------------------------------------------------------------------------------

    @timed("stage")
    def _staged(self, shot: Shot) -> Stage:
        environment = self._environment(shot)
        look = environment.variant(shot.variant).grade
        if shot.framing == "insert":
            top = inserts.tabletop(
                shot.focus, environment, environment.variant(shot.variant), cache=self.cache, painted=self.rung.painted
            )
            return Stage(shot=shot, track=inserts.track(shot), grade=graded(grade_of(shot), look), look=look, tabletop=top)
        people = tuple(
            standing(
                placed,
                environment,
                height=self._character(placed.role).height,
                crown=compose.crown(self._character(placed.role).face),
            )
            for placed in shot.people
        )
        painted = paint_set(
            environment,
            variant=shot.variant,
            soft=SOFT.get(shot.framing, 0.0),
            cache=self.cache,
            scale=SCALE * self.rung.drawn,
        )
        seen = tuple(one for one in people if shot.framing not in ("close", "over") or one.placed.role == shot.focus)
        before = next((one for one in people if one not in seen), None) if shot.framing == "over" else None
        way = track(shot, seen, environment=environment)
        soft = shot.framing in _FAR and not way.still and seen
        far, near = split(painted, {one.anchor.behind for one in seen}) if soft else (None, painted)
        return Stage(
            shot=shot,
            track=way,
            grade=graded(grade_of(shot), look),
            look=look,
            painted=flattened(painted, way, picture=self._scale, behind={one.anchor.behind for one in seen})
            if way.still
            else near,
            far=far,
            actors=tuple(self._actor(one, painted, way) for one in seen),
            shoulder=over.shoulder(before, self._character(before.placed.role), painted) if before else None,
        )

    def _actor(self, at: Standing, painted: PaintedSet, way: Track) -> Actor:
        zoom = max(way.start.zoom, way.end.zoom) * self._scale
        wanted = zoom * at.anchor.scale
        sizes = tuple(size * self.rung.drawn for size in _SIZES)
        size = next((size for size in sizes if size >= wanted * 0.94), sizes[-1])
        behind = at.anchor.behind
        depth = next((layer.depth for layer in painted.environment.layers if layer.name == behind), 0.0)
        table = at.placed.posture == "sit" and depth > 1
        puppet = Puppet(
            self._character(at.placed.role),
            light=painted.light_at(at.anchor.name, at.placed.posture),
            px_per_unit=size,
            facing=at.placed.facing,
            posture=at.placed.posture,
            holds=at.placed.holds,
            table=table,
            does=at.placed.does,
            draft=not self.rung.painted,
        )
        here = painted.variant
        wash = colour(here.wash, here.wash_amount) if here.wash else None
        does = at.placed.does
        parts = (WIDE, WIDE) if does else (BODY, ARMS)  # who does something needs room for their arms
        cels = (
            cel(at, part, way, scale=size / at.anchor.scale, picture=self._scale, wash=wash, roams=does in LEGS) for part in parts
        )
        return Actor(at=at, puppet=puppet, body=next(cels), arms=next(cels) if table else Cel.none())

    def _character(self, role: str) -> Character:
        if role not in self.cast:
            raise RenderFailed(f'Nobody plays "{role}". Cast the role, or take it out of the shot.')
        return self.cast[role]

    def _environment(self, shot: Shot) -> Environment:
        if shot.environment not in self.environments:
            known = ", ".join(sorted(self.environments))
            raise RenderFailed(f'There is no set "{shot.environment}". The sets are {known}.')
        return self.environments[shot.environment]

    # -- one picture --------------------------------------------------------------------------------------------------

    @timed("plates")
    def _draw(self, stage: Stage, frame: int, spoken: tuple[Spoken, ...]) -> None:
        shot, t = stage.shot, frame / FPS
        if shot.framing in _LETTERS:
            self._backdrop(shot)  # painted in the same buffer, so before anything else
        self._pixels[:] = 0
        if stage.far is not None:
            self._far(stage, frame)
        painter = _painter(self._image)
        view = stage.track.at(frame, shot.frames)
        if shot.framing in _LETTERS:
            self._card(painter, stage, frame)
        elif stage.tabletop is not None:
            inserts.draw_insert(painter, stage.tabletop, view=view, t=t, scale=self._scale)
            painter.resetTransform()
            painter.scale(self._scale, self._scale)
            with timed("letters"):
                lettering.draw_legend(painter, shot.action, t=t, seconds=shot.seconds)
        else:
            self._scene(painter, stage, frame, spoken)
            if shot.title:
                painter.resetTransform()
                painter.scale(self._scale, self._scale)
                lettering.draw_chapter(painter, title=shot.title, part=shot.subtitle, t=t, seconds=shot.seconds)
        painter.end()

    def _scene(self, painter: QPainter, stage: Stage, frame: int, spoken: tuple[Spoken, ...]) -> None:
        shot = stage.shot
        if stage.painted is None:
            return
        camera = stage.track.at(frame, shot.frames).lens(scale=self._scale)
        everyone = {actor.at.placed.role: actor for actor in stage.actors}
        acts = self._acts(stage, frame, spoken)

        def body(one: Standing) -> Draw:
            actor, act, anchor = everyone[one.placed.role], acts[one.placed.role], one.anchor
            dx = act.deed.dx * (1 if one.placed.facing == "right" else -1)
            return lambda p: actor.body.show(
                p, act, lambda q, now: actor.puppet.draw(q, anchor.x, anchor.y, anchor.scale, now), dx=dx
            )

        def arms(painter: QPainter) -> None:
            for actor in stage.actors:
                self._arms(painter, actor, acts[actor.at.placed.role])

        people = by_layer(tuple(actor.at for actor in stage.actors), body)
        last = people.pop("", None)

        def front(painter: QPainter) -> None:
            if last is not None:
                last(painter)
            arms(painter)

        draw_set(
            painter,
            stage.painted,
            _clock(shot, frame),
            camera=camera,
            actors={**people, "": front},
            near=shot.framing in ("establish", "two"),
        )
        if stage.shoulder is not None:
            focus = lens.racked(shot, drawing(frame))
            lens.defocus(self._pixels, focus)
            over.draw_shoulder(painter, stage.shoulder, acts[stage.shoulder.at.placed.role], scale=self._scale, sharp=1 - focus)

    def _acts(self, stage: Stage, frame: int, spoken: tuple[Spoken, ...]) -> dict[str, acting.Performance]:
        """What everybody does at a frame. The last is remembered: what is drawn is asked about right after."""
        asked = stage.shot, len(stage.actors), frame, spoken
        if self._acted[0] != asked:
            where = self._where(stage, frame)
            placed = [(actor.at.placed, 2) for actor in stage.actors]
            placed += [(stage.shoulder.at.placed, 4)] if stage.shoulder else []
            acts = {
                one.role: acting.perform(
                    one,
                    shot=stage.shot,
                    spoken=spoken,
                    t=drawing(frame, on),
                    seed=stage.shot.seed,
                    where=where,
                    home=stage.where,
                )
                for one, on in placed
            }
            self._acted = asked, acts
        return self._acted[1]

    def _where(self, stage: Stage, frame: int) -> dict[str, tuple[float, float]]:
        """Where everyone's eyes are: of those who walk, where they have come to."""
        where, shot = stage.where, stage.shot
        moved = dict(where)
        for actor in stage.actors:
            one = actor.at.placed
            if one.does in LEGS:
                dx = acting.doing(one, shot=shot, t=drawing(frame), seed=shot.seed, where=where).dx
                x, y = where[one.role]
                moved[one.role] = (x + dx * (1 if one.facing == "right" else -1), y)
        return moved

    @timed("far")
    def _far(self, stage: Stage, frame: int) -> None:
        """What is out of focus behind the actors, drawn small and laid down large."""
        if stage.far is None:
            return
        part = _FAR[stage.shot.framing]
        small = self._small[part]
        small[:] = 0
        image = QImage(small.data, small.shape[1], small.shape[0], small.strides[0], QImage.Format.Format_RGB32)
        painter = _painter(image)
        camera = stage.track.at(frame, stage.shot.frames).lens(scale=self._scale * part)
        draw_set(painter, stage.far, _clock(stage.shot, frame), camera=camera)
        painter.end()
        cv2.resize(small, self._pixels.shape[1::-1], dst=self._pixels, interpolation=cv2.INTER_LINEAR)

    def _arms(self, painter: QPainter, actor: Actor, act: acting.Performance) -> None:
        anchor = actor.at.anchor
        actor.arms.show(painter, act, lambda p, now: actor.puppet.draw_over(p, anchor.x, anchor.y, anchor.scale, now))

    @timed("letters")
    def _card(self, painter: QPainter, stage: Stage, frame: int) -> None:
        shot, t = stage.shot, frame / FPS
        painter.scale(self._scale, self._scale)
        nearer = 1.02 + 0.03 * t / shot.seconds
        w, h = lettering.WIDTH * nearer, lettering.HEIGHT * nearer
        backdrop = self._backdrop(shot)
        painter.drawImage(QRectF((lettering.WIDTH - w) / 2, (lettering.HEIGHT - h) / 2, w, h), backdrop.image)
        if shot.framing == "title":
            lettering.draw_title(painter, title=shot.title, subtitle=shot.subtitle, above=shot.action, t=t)
        else:
            rows = tuple((left, right) for left, _, right in (line.partition("\t") for line in shot.subtitle.split("\n")))
            lettering.draw_credits(painter, heading=shot.title, rows=rows, t=t, seconds=shot.seconds)

    def _blurred(self, shot: Shot) -> Layer:
        """The place of the title, out of focus and dim."""
        self._drawing = ()
        self._pixels[:] = 0
        painter = _painter(self._image)
        self._scene(painter, self._stage(shot), 0, ())
        painter.end()
        small = cv2.resize(self._pixels, (lettering.WIDTH // 4, lettering.HEIGHT // 4), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), 2.6).astype(np.float32) * np.float32(0.56)
        soft[..., 3] = 255
        return Layer(0, 0, lettering.WIDTH, lettering.HEIGHT, 0.25, soft.astype(np.uint8))

    def _caption(self, picture: Pixels, stage: Stage, t: float, spoken: tuple[Spoken, ...]) -> None:
        slots = [(said.line, said.start, said.end) for said in spoken] or [
            (line, line.start, line.start + line.seconds) for line in stage.shot.lines
        ]
        for line, start, end in slots:
            shown = min(smooth((t - start + 0.10) / 0.16), smooth((end + 0.30 - t) / 0.16))
            if shown > 0:
                paint = colour_of(line.speaker, self._paints)
                words = lettering.subtitle(line.text, paint=paint, height=self.rung.height, width=self.rung.width)
                words.lay(picture, shown)


def unpainted(environment: Environment) -> Environment:
    """The set with its layers left as they are drawn."""
    return replace(environment, layers=tuple(replace(layer, strokes=()) for layer in environment.layers))


def _painter(image: QImage) -> QPainter:
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    return painter


def _clock(shot: Shot, frame: int) -> float:
    """The time of the weather: shots do not all begin with the same drop of rain."""
    return drawing(frame) + begins(shot.seed)


__all__ = ["Illustrated"]
