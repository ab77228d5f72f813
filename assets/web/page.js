// The page of `python -m engine serve`: it shows the film and asks; what may be chosen, and until when, the engine says.
"use strict";

const at = (id) => document.getElementById(id);
const film = at("film");
const TELL_MS = 200; // how often the engine is told which frame is on the screen

let board = { version: 0, take: 0, fps: 24, question: null };
let player = null;
let playing = 0; // the take that is on the screen
let begun = false;
let told = -1;
let captions = true;

const frame = () => Math.floor(film.currentTime * board.fps + 1e-6);

async function say(what, body) {
  try {
    await fetch(what, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch (gone) { /* `listen` says so */ }
}

function roll() {
  playing = board.take;
  told = -1;
  at("end").hidden = true;
  if (player) player.destroy();
  player = null;
  const source = `film.m3u8?take=${playing}`;
  if (window.Hls && Hls.isSupported()) {
    // From the beginning, and never faster to catch up: the end of the list is where the film is made, not a broadcast.
    player = new Hls({ startPosition: 0, startOnSegmentBoundary: true,
      maxLiveSyncPlaybackRate: 1, abrEwmaDefaultEstimate: 5e7, backBufferLength: 120, renderTextTracksNatively: true });
    player.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
      else hint("The film cannot be reached. Look whether `engine serve` still runs, and load this page again.");
    });
    player.loadSource(source);
    player.attachMedia(film);
  } else {
    film.src = source;
  }
  film.play().catch(() => { at("front").hidden = false; begun = false; });
}

function showCaptions() {
  if (player) {
    player.subtitleDisplay = captions;
    player.subtitleTrack = captions ? 0 : -1;
  }
  for (const track of film.textTracks) track.mode = captions ? "showing" : "hidden";
}

// Words go up where the choices come, and down again after.
function lift(track) {
  for (const cue of track.activeCues || []) {
    cue.snapToLines = false;
    cue.line = at("fork").hidden ? 90 : 58;
  }
}

function hint(text) {
  at("hint").textContent = text;
  at("hint").hidden = !text;
}

function choose(number) {
  const offer = board.question && board.question.offers[number];
  if (!offer || at("fork").hidden) return;
  at("fork").hidden = true;
  say("choose", { id: offer.id });
}

function ask(question) {
  at("fork").hidden = !question || !begun;
  if (!question) return;
  at("question").textContent = question.words;
  at("time").hidden = question.closes === null;
  const buttons = question.offers.map((offer, number) => {
    const button = document.createElement("button");
    const digit = document.createElement("span");
    digit.className = "number";
    digit.textContent = String(number + 1);
    button.append(digit, offer.label || offer.id);
    button.classList.toggle("default", offer.id === question.default);
    button.addEventListener("click", () => choose(number));
    return button;
  });
  at("offers").replaceChildren(...buttons);
  for (const track of film.textTracks) lift(track);
}

function show() {
  document.title = board.title || "Otherwise";
  at("title").textContent = board.title || "Otherwise";
  at("begin").disabled = !board.ready;
  if (board.ready) at("wait").textContent = "";
  if (begun && board.ready && board.take !== playing) roll();
  ask(board.question);
  hint(board.failed || board.note);
  at("ending").textContent = board.ended;
  at("end").hidden = !board.ended || board.take !== playing;
}

async function listen() {
  let missed = 0;
  for (;;) {
    try {
      const answer = await fetch(`state?after=${board.version}`);
      if (!answer.ok) throw new Error(String(answer.status));
      board = await answer.json();
      missed = 0;
      show();
    } catch (gone) {
      missed += 1;
      if (missed > 3) hint("The engine has stopped. Start `engine serve` again, and open the page that it names.");
      await new Promise((done) => setTimeout(done, 500 * Math.min(missed, 10)));
    }
  }
}

function tell() {
  const here = frame();
  if (begun && playing === board.take && here !== told) {
    told = here;
    say("at", { take: playing, frame: here });
  }
}

function draw() {
  const question = board.question;
  if (question && question.closes !== null) {
    const share = (question.closes - frame()) / Math.max(1, question.closes - question.opens);
    at("left").style.transform = `scaleX(${Math.min(1, Math.max(0, share))})`;
  }
  requestAnimationFrame(draw);
}

at("begin").addEventListener("click", () => {
  begun = true;
  at("front").hidden = true;
  show();
});
at("back").addEventListener("click", () => say("back", {}));
film.textTracks.addEventListener("addtrack", ({ track }) => {
  track.addEventListener("cuechange", () => lift(track));
  setTimeout(showCaptions); // hls.js is not ready for it before
});
film.addEventListener("click", () => (film.paused ? film.play() : film.pause()));
film.addEventListener("waiting", () => { if (begun && !board.ended) hint("The film waits for what comes next."); });
film.addEventListener("playing", () => hint(board.failed || board.note));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key >= "1" && key <= "4") choose(Number(key) - 1);
  else if (key === " " && begun && document.activeElement.tagName !== "BUTTON") film.paused ? film.play() : film.pause();
  else if (key === "c") { captions = !captions; showCaptions(); }
  else if (key === "b" && begun) say("back", {});
  else if (key === "f") document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  else return;
  event.preventDefault();
});

setInterval(tell, TELL_MS);
requestAnimationFrame(draw);
listen();
