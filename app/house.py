"""Puts the app's parts together: what one screen wants is done, and shown by another."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from app.link import Hand, Link
from app.settings.settings import Settings, Storage
from app.ui.pictures import Stills
from app.viewer import loading
from app.viewer.home import FACE, POSTER, Home, Premise
from app.viewer.player import Player, Viewing
from app.viewer.theatre import Loading, Theatre
from app.viewer.who import PORTRAIT, Who
from app.viewer.works import Works, begun, picture, to_come, watched
from engine.errors import OtherwiseError
from engine.places import BUDGET
from engine.preference.viewer import Profile
from engine.screening import events

if TYPE_CHECKING:
    from engine.narrative.share import Shared
    from engine.screening.episodes import Episode
    from engine.screening.seasons import Standing

POSTERS = Path(__file__).parent / "ui" / "posters"
FIRST_SECONDS = 4.0
"""Seconds of film that are made before the picture starts; the loading bar runs up to them."""


class Picture(Protocol):
    """The surface that a film is shown on: a Quick item."""

    def grab(self) -> QImage: ...
    def clear(self) -> None: ...


class House(QObject):
    """Everything behind the window."""

    picture_kept = Signal(str)

    def __init__(self, *, works: Works, stills: Stills, screen: Picture | None = None, trouble: str = "") -> None:
        super().__init__()
        self.works, self.stills = works, stills
        self.link = Link()
        self._desk = Hand(self.link, "desk")
        self._writer = Hand(self.link, "writer")
        self._mirror = Hand(self.link, "mirror", latest=True)
        data = works.places.data
        self.theatre = Theatre(self)
        self.home = Home(self)
        self.settings = Settings(
            path=data / "settings.json",
            hand=self._desk,
            measure=lambda: Storage(used=works.used(), budget=BUDGET),
            clear=works.clear,
            recall=lambda: works.learnt(self.who.profile),
            forget=works.forget_choices,
            copy=lambda: works.learnt_as_json(self.who.profile),
            parent=self,
        )
        self.who = Who(
            path=data / "profile.json",
            hand=self._desk,
            mirror=self._mirror,
            paint=lambda character: works.portrait(character, width=PORTRAIT[0], height=PORTRAIT[1]),
            show=lambda image: stills.put("portrait", image),
            parent=self,
        )
        self.player = Player(link=self.link, screen=screen, parent=self)
        self._screen = screen
        self._shelf: dict[str, Episode] = {}
        self._playing: Episode | None = None
        self._asked = 0
        self._cancel = threading.Event()
        self._after_who: Premise | tuple[Shared, str] | None = None
        self._trouble = trouble
        self._told: set[str] = set()
        self._connect()

    @property
    def models(self) -> dict[str, QObject]:
        """The view-models by the name that the window knows them by."""
        return {"theatre": self.theatre, "home": self.home, "who": self.who, "player": self.player, "settings": self.settings}

    def _connect(self) -> None:
        theatre, home, who, player, settings = self.theatre, self.home, self.who, self.player, self.settings
        home.new_wanted.connect(self._new)
        home.continue_wanted.connect(self._continue)
        home.again_wanted.connect(self._again)
        home.next_wanted.connect(lambda episode: self._next(self._shelf[episode]))
        home.who_wanted.connect(self._open_who)
        home.share_wanted.connect(lambda episode, path: self._share(self._shelf[episode], path))
        home.code_wanted.connect(self._read_code)
        who.saved.connect(self._saved)
        who.left.connect(self._left_who)
        for told in (who.told, settings.told, player.told):
            told.connect(theatre.say)
        settings.changed.connect(self._prefer)
        player.preferred.connect(lambda name, value: settings.set(replace(settings.preferences, **{name: value})))
        player.left.connect(self._leave)
        player.replay_wanted.connect(self._replay)
        player.next_wanted.connect(self._go_on)
        player.share_wanted.connect(lambda path: self._playing and self._share(self._playing, path))
        player.rolled.connect(self._rolled)
        player.ended_with.connect(self._ended)
        player.failed.connect(self._failed)
        player.fullscreen_wanted.connect(theatre.toggle_fullscreen)
        player.escaped.connect(self._escape)
        theatre.cancelled.connect(self._leave)
        theatre.drawn.connect(player.wait_for_drawer)

    def open(self) -> None:
        """After the window is there: fill it, without holding it up."""
        self.hang_pictures()
        self._prefer()
        for trouble in (self.settings.trouble, self.who.trouble_told, self._trouble):
            if trouble:
                self.theatre.say(trouble, True)
        self.home.show_viewer(self.who.profile.name)
        if self.who.profile.name:
            self.draw_face()
        self.settings.measure()
        self._desk.do(self.works.voices, then=lambda said: self.settings.set_voices(*said), failed=self._voiceless)
        self._desk.do(self.works.unplayable, then=lambda sentence: sentence and self.theatre.say(sentence, True))
        self._refresh()

    def tell_once(self, sentence: str) -> None:
        """From any thread: a sentence that need not be said at every film."""

        def tell() -> None:
            if sentence not in self._told:
                self._told.add(sentence)
                self.theatre.say(sentence, False)

        self.link.post(tell)

    def close(self) -> None:
        """The window closes: stop the film and keep the place."""
        self._cancel.set()
        self.player.close()
        self.player.wait_closed()
        self.works.rest()
        self._desk.finish()
        self._desk.join(2)
        self.link.close()

    # -- home

    def hang_pictures(self) -> None:
        for file in sorted(POSTERS.glob("*.jpg")):
            self.stills.put(POSTER if file.stem == POSTER else f"set-{file.stem}", QImage(str(file)))

    def _refresh(self) -> None:
        """What is on and what was watched, read and planned on another thread."""
        profile = self.who.profile
        self._read_shelf()
        self._writer.do(lambda: self.works.premises(profile), then=self._premiered, failed=self._say)

    def _premiered(self, premises: tuple[Premise, ...]) -> None:
        """Show what could be begun, and have the first of it rehearsed once somebody has said who they are."""
        self.home.show_premises(premises)
        profile = self.who.profile
        if premises and profile.name and self.theatre.screen == "home":
            self._writer.do(lambda: self.works.rehearse(profile, premises[0]))

    def _read_shelf(self) -> None:
        def read() -> Any:
            shelf, broken = self.works.shelf()
            pictures = {picture(one): QImage(str(one.poster)) for one in shelf.values() if one.poster.exists()}
            stands = self.works.standings(shelf.values())
            left = (one for one in shelf.values() if one.bookmark.saved_at and not one.bookmark.ended)
            under_way = tuple(begun(one, stands.get(one.id)) for one in left)
            seen = [(one, self.works.endings(one)[0]) for one in shelf.values()]
            past = tuple(watched(one, titles, stands.get(one.id)) for one, titles in seen if titles)
            return shelf, broken, pictures, (under_way, past, to_come(shelf, stands))

        self._desk.do(read, then=self._shelved, failed=self._say)

    def _shelved(self, found: Any) -> None:
        self._shelf, broken, pictures, past = found
        for name, image in pictures.items():
            self.stills.put(name, image)
        self.home.show_past(*past)
        if broken:
            self.theatre.say(broken[0], True)

    def draw_face(self) -> None:
        """The viewer's own face, for the button that leads to it."""
        character = self.who.profile.character

        def then(image: QImage) -> None:
            self.stills.put("face", image)
            self.home.show_face()

        self._writer.do(lambda: self.works.portrait(character, width=FACE, height=FACE), then=then, failed=self._say)

    # -- a film is wanted

    def _new(self, premise: Premise) -> None:
        if not self.who.profile.name:
            self._after_who = premise
            self._open_who()
            return
        profile = self.who.profile
        self._load(loading.of_premise(premise, viewer=profile.name))
        self._prepare(lambda: self.works.begin(profile, premise))

    def _read_code(self, text: str) -> None:
        def then(found: tuple[Shared, str]) -> None:
            self.home.ask_code(False)
            self._open_code(*found)

        self._desk.do(lambda: self.works.told_by(text), then=then, failed=self._say)

    def _open_code(self, told: Shared, genre: str) -> None:
        """Begin the premise that a code tells, for this viewer, or play the very path."""
        profile = self.who.profile
        if not profile.name:
            self._after_who = (told, genre)
            self._open_who()
            return
        self._load(loading.of_code(told, genre, viewer=profile.name))
        self._prepare(lambda: self.works.open_code(profile, told), follow=True)

    def _continue(self, episode_id: str) -> None:
        episode = self._shelf[episode_id]
        self._load(loading.of_episode(episode, "Finding your place"))
        self._prepare(lambda: episode, follow=True)

    def _again(self, episode_id: str) -> None:
        episode = self._shelf[episode_id]
        self._load(loading.of_episode(episode, "Back to the beginning"))
        self._prepare(lambda: self.works.again(episode))

    def _replay(self) -> None:
        if self._playing is not None:
            episode = self._playing
            self.player.close()
            self._load(loading.of_episode(episode, "Back to the beginning"))
            self._prepare(lambda: self.works.again(episode))

    def _next(self, episode: Episode) -> None:
        """The episode that goes on from this one, for the same viewer."""
        profile = self.who.profile
        self._load(loading.of_next(episode, viewer=profile.name))
        self._prepare(lambda: self.works.follow(profile, episode))

    def _go_on(self) -> None:
        if self._playing is not None:
            episode = self._playing
            self.player.close()
            self._next(episode)

    def _load(self, said: Loading) -> None:
        self._cancel = threading.Event()
        self.theatre.load(said)
        self.theatre.go("loading")

    def _prepare(self, find: Any, *, follow: bool = False) -> None:
        """Plan or find the episode on the writer's thread, then show it; nothing, if the viewer went away meanwhile.

        `follow`: along the path that somebody sent with it, where there is one.
        """
        cancel = self._cancel

        def found() -> tuple[Episode, int, tuple[int, ...]]:
            self.works.rest()
            episode = find()
            return episode, self.works.forks_behind(episode), self.works.path_of(episode) if follow else ()

        def then(given: tuple[Episode, int, tuple[int, ...]]) -> None:
            if not cancel.is_set():
                self._show(*given)

        def failed(error: Exception) -> None:
            if not cancel.is_set():
                self._failed(_sentence(error))

        self._writer.do(found, then=then, failed=failed)

    def _show(self, episode: Episode, forks_passed: int, path: tuple[int, ...]) -> None:
        self._playing = episode
        self._shelf[episode.id] = episode
        self.theatre.advance("Filming the first scene", 0.12)
        film = self.works.film(episode, profile=self.who.profile, tell=self._tell)
        self.player.show(film, forks_passed=forks_passed, path=path)

    def _tell(self, film: Viewing, event: events.Event) -> None:
        """From the screening's thread."""
        self.link.post(lambda: self._hear(film, event))

    def _hear(self, film: Viewing, event: events.Event) -> None:
        if isinstance(event, events.Making) and self.theatre.screen == "loading":
            ready = min(1.0, max(0.0, event.seconds_ahead) / FIRST_SECONDS)
            step = event.working_on[0] if event.working_on else "Filming the first scene"
            self.theatre.advance(step[0].upper() + step[1:], 0.5 + 0.47 * ready if ready else 0.0)
        self.player.hear(film, event)

    def _rolled(self) -> None:
        if self.theatre.screen == "loading":
            self.theatre.go("player")

    # -- a film is left

    def _leave(self) -> None:
        self._cancel.set()
        self._keep_still()
        self.player.close()
        self._playing = None
        self.theatre.go("home")
        if self._screen is not None:
            self._screen.clear()
        self._read_shelf()
        # Once more when the film has closed: it keeps the place as its last act.
        self._desk.do(lambda: self.player.wait_closed(6), then=lambda _: self._refresh())
        self.settings.measure()

    def _keep_still(self) -> None:
        """Keep the picture where the viewer left, for the shelf."""
        episode = self._playing
        image = self._screen.grab() if self._screen is not None else QImage()
        if image.isNull() or episode is None:
            return
        self._desk.do(lambda: image.save(str(episode.poster), "JPG", 90))

    def _escape(self) -> None:
        if self.theatre.fullscreen:
            self.theatre.toggle_fullscreen()
        else:
            self._leave()

    def _ended(self, ending: object) -> None:
        episode = self._playing
        if episode is None:
            return
        self._keep_still()

        def then(found: tuple[tuple[tuple[str, ...], int], Standing | None]) -> None:
            (seen, of), here = found
            self.player.count(f"{len(seen)} of {of} endings found" if seen else "")
            if here is not None:
                self.player.stand(here.called, here.next_called if here.goes_on else "")

        self._desk.do(lambda: (self.works.endings(episode), self.works.standing(episode)), then=then)

    def _share(self, episode: Episode, path: bool) -> None:
        """The code goes to the clipboard, and a sentence says what it is good for."""

        def then(code: str) -> None:
            QGuiApplication.clipboard().setText(code)
            gives = "plays the very path that you took" if path else "begins this premise, told for whoever opens it"
            self.theatre.say(f"Copied {code}. It {gives}: Open a code, on their Home.")

        self._desk.do(lambda: self.works.code(episode, path=path), then=then, failed=self._say)

    def _failed(self, sentence: str) -> None:
        self._leave()
        self.theatre.say(sentence, True)

    # -- who, settings

    def _open_who(self) -> None:
        self.who.open()
        self.theatre.go("who")

    def _saved(self, profile: Profile) -> None:
        self.home.show_viewer(profile.name)
        self.draw_face()
        wanted, self._after_who = self._after_who, None
        match wanted:
            case Premise():
                self._new(wanted)
                return
            case (told, genre):
                self._open_code(told, genre)
                return
        self.theatre.go("home")
        self._refresh()

    def _left_who(self) -> None:
        self._after_who = None
        self.theatre.go("home")

    def _prefer(self) -> None:
        wanted = self.settings.preferences
        self.player.prefer(
            volume=wanted.volume,
            captions=wanted.captions,
            ahead=wanted.ahead,
            timer=wanted.timer,
            size=wanted.captions_size,
            face=wanted.captions_face,
        )

    def _voiceless(self, error: Exception) -> None:
        self.settings.set_voices(_sentence(error), False)

    def _say(self, error: Exception) -> None:
        self.theatre.say(_sentence(error), True)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, OtherwiseError) else f"Something unexpected happened ({error!r}). Please report it."
