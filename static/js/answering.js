// Each answer saves itself: htmx posts it, this file keeps trying when that fails, and never leaves unsaved text
// behind without a word. Every page works without it: then the buttons save.
(function () {
  "use strict";

  const form = document.querySelector("[data-answering]");
  if (!form) return;
  const words = form.dataset;
  const LONGEST_WAIT = 30000;
  const states = new Map();
  let goingTo = null;
  let isLeaving = false;

  function stateOf(question) {
    if (!states.has(question)) states.set(question, { edits: 0, sent: 0, saved: 0, tries: 0, timer: null });
    return states.get(question);
  }

  function isUnsaved(question) {
    const state = stateOf(question);
    return state.edits > state.saved;
  }

  function unsaved() {
    return [...states.keys()].filter(isUnsaved);
  }

  function say(question, text) {
    const place = question.querySelector(".save-state");
    if (place.textContent === text) return;
    const note = document.createElement("span");
    note.className = "not-saved";
    note.textContent = text;
    place.replaceChildren(note);
  }

  function save(question) {
    clearTimeout(stateOf(question).timer);
    htmx.trigger(question, "save-again");
  }

  function tryAgainLater(question) {
    const state = stateOf(question);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, Math.min(1000 * 2 ** state.tries, LONGEST_WAIT), question);
    state.tries += 1;
  }

  // A conflict waits for the person's choice, made with the buttons; saving by itself would decide it for them.
  function waitsForPerson(question) {
    return question.querySelector("[data-conflict], [data-locked]") !== null;
  }

  // A session that ended answers with the sign-in page, which is no answer to a save.
  function isOurs(detail) {
    return new URL(detail.xhr.responseURL).pathname === detail.pathInfo.requestPath;
  }

  function goOn() {
    if (!goingTo || unsaved().length) return;
    isLeaving = true;
    location.assign(goingTo);
  }

  form.addEventListener("input", function (event) {
    const question = event.target.closest("[data-question]");
    if (question) stateOf(question).edits += 1;
  });

  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-clear]");
    if (!button) return;
    event.preventDefault();
    const question = button.closest("[data-question]");
    const chosen = question.querySelector("input[type=radio]:checked");
    if (!chosen) return;
    chosen.checked = false;
    stateOf(question).edits += 1;
    question.querySelector("input[type=radio]").focus();
    save(question);
  });

  form.addEventListener("htmx:beforeRequest", function (event) {
    const question = event.detail.elt;
    if (waitsForPerson(question)) {
      event.preventDefault();
      return;
    }
    stateOf(question).sent = stateOf(question).edits;
  });

  form.addEventListener("htmx:beforeSwap", function (event) {
    const detail = event.detail;
    const status = detail.xhr.status;
    detail.shouldSwap = [200, 409, 422].includes(status) && isOurs(detail);
    if (status === 409 || status === 422) detail.isError = false;
  });

  form.addEventListener("htmx:afterRequest", function (event) {
    const question = event.detail.elt;
    const state = stateOf(question);
    const status = event.detail.xhr.status;
    if (status === 0 || status >= 500) {
      goingTo = null;
      say(question, words.failed);
      tryAgainLater(question);
    } else if (status === 200 && isOurs(event.detail)) {
      state.saved = state.sent;
      state.tries = 0;
      goOn();
    } else {
      goingTo = null;
      if (status === 200) say(question, words.signedOut);
      else if (status !== 409 && status !== 422) say(question, words.refused);
    }
  });

  window.addEventListener("online", function () {
    unsaved().forEach(save);
  });

  // A link waits for the last answer; if that cannot be saved, the person stays and sees why.
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain || link.target || link.hash || !unsaved().length) return;
    if (unsaved().some(waitsForPerson)) return; // the browser asks
    event.preventDefault();
    goingTo = link.href;
    unsaved().forEach(save);
  });

  form.addEventListener("submit", function () {
    isLeaving = true;
  });

  window.addEventListener("beforeunload", function (event) {
    if (!isLeaving && unsaved().length) event.preventDefault();
  });
})();
