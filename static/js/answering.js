// Each answer saves itself: htmx posts it, this file keeps trying when that fails, keeps in the browser what is not yet
// saved (unsent.js), and never leaves it behind without a word. Every page works without it: then the buttons save.
(function () {
  "use strict";

  const form = document.querySelector("[data-answering]");
  if (!form) return;
  const words = form.dataset;
  const LONGEST_WAIT = 30000;
  const store = unsent.key(document.body.dataset.person, words.response);
  const states = new Map();
  let goingTo = null;
  let isLeaving = false;

  function stateOf(question) {
    if (!states.has(question)) states.set(question, { edits: 0, sent: 0, told: 0, saved: 0, kept: 0, tries: 0, timer: null });
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

  function sayWithSignIn(question) {
    if (question.querySelector("[data-sign-in]")) return; // a new one would take it away while it is pressed
    say(question, words.signedOut + " ");
    const link = document.createElement("a");
    link.href = words.signIn + encodeURIComponent(location.pathname + "#" + question.id);
    link.textContent = words.signInAgain;
    link.dataset.signIn = "";
    question.querySelector(".save-state .not-saved").append(link);
  }

  function part(question, name) {
    return question.dataset.question + "-" + name;
  }

  function fieldsOf(question) {
    const data = new FormData(form);
    return Object.fromEntries(["choice", "comment", "versions"].map(function (name) {
      return [name, data.get(part(question, name)) || ""];
    }));
  }

  function fill(question, fields) {
    for (const radio of question.querySelectorAll("input[type=radio]")) radio.checked = radio.value === fields.choice;
    question.querySelector("textarea").value = fields.comment;
    form.elements[part(question, "versions")].value = fields.versions;
  }

  function changed(question) {
    stateOf(question).edits += 1;
    stateOf(question).kept = unsent.keep(store, question.dataset.question, fieldsOf(question));
  }

  // What this browser still has goes the way of any save: from the version it started from, through the same merge.
  function restore() {
    const kept = unsent.all(store);
    for (const question of form.querySelectorAll("[data-question]")) {
      if (question.querySelector("[data-conflict], [data-held], .form-error")) {
        stateOf(question).edits += 1; // the screen has what was typed, and the server has not
        continue;
      }
      const mine = kept[question.dataset.question];
      if (!mine) continue;
      const shown = fieldsOf(question);
      if (mine.fields.choice === shown.choice && mine.fields.comment === shown.comment) {
        unsent.drop(store, question.dataset.question);
        continue;
      }
      fill(question, mine.fields);
      stateOf(question).edits += 1;
      stateOf(question).kept = mine.at;
      say(question, words.restored);
      save(question);
    }
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

  // Leaving a text that the server has answered asks nothing new, and the answer's buttons would be taken away and made
  // anew between the press and the release of the one that made the person leave it.
  function isAnswered(question, cause) {
    const state = stateOf(question);
    return cause !== undefined && cause.type === "change" && state.told === state.edits;
  }

  // An answer from somewhere else, such as a proxy's own sign-in page, is no answer to a save.
  function isOurs(detail) {
    return new URL(detail.xhr.responseURL).pathname === detail.pathInfo.requestPath;
  }

  // A refusal that says why stands beside the question; a whole error page, such as of the form's secret, does not.
  function isExplained(xhr) {
    return [200, 409, 422].includes(xhr.status) || (xhr.status === 403 && xhr.responseText.includes("data-locked"));
  }

  // A link that cannot be followed brings the person to what holds it back; it may be far from what they see.
  function stay(question) {
    if (!goingTo) return;
    goingTo = null;
    question.querySelector("textarea").focus();
  }

  function goOn() {
    if (!goingTo || unsaved().length) return;
    isLeaving = true;
    location.assign(goingTo);
  }

  // The address follows the person, so that signing in again or reloading brings them back to the same question.
  form.addEventListener("focusin", function (event) {
    const question = event.target.closest("[data-question]");
    if (question) history.replaceState(history.state, "", "#" + question.id);
  });

  form.addEventListener("input", function (event) {
    const question = event.target.closest("[data-question]");
    if (question) changed(question);
  });

  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-clear]");
    if (!button) return;
    event.preventDefault();
    const question = button.closest("[data-question]");
    const chosen = question.querySelector("input[type=radio]:checked");
    if (!chosen) return;
    chosen.checked = false;
    changed(question);
    question.querySelector("input[type=radio]").focus();
    save(question);
  });

  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-use-last]");
    if (!button) return;
    event.preventDefault();
    const question = button.closest("[data-question]");
    for (const radio of question.querySelectorAll("input[type=radio]")) radio.checked = radio.value === button.dataset.choice;
    const comment = question.querySelector("textarea");
    comment.value = comment.value || button.dataset.comment;
    button.closest("details").open = false;
    changed(question);
    save(question);
    question.querySelector("input[type=radio]:checked").focus();
  });

  form.addEventListener("htmx:beforeRequest", function (event) {
    const question = event.detail.elt;
    if (waitsForPerson(question) || isAnswered(question, event.detail.requestConfig.triggeringEvent)) {
      event.preventDefault();
      return;
    }
    stateOf(question).sent = stateOf(question).edits;
  });

  form.addEventListener("htmx:beforeSwap", function (event) {
    const detail = event.detail;
    const status = detail.xhr.status;
    detail.shouldSwap = isExplained(detail.xhr) && isOurs(detail);
    if (detail.shouldSwap && status !== 200) detail.isError = false;
  });

  form.addEventListener("htmx:afterRequest", function (event) {
    const question = event.detail.elt;
    const state = stateOf(question);
    const status = event.detail.xhr.status;
    if (status === 0 || status >= 500) {
      say(question, words.failed);
      tryAgainLater(question);
      stay(question);
    } else if (status === 200 && isOurs(event.detail)) {
      state.saved = state.sent;
      state.tries = 0;
      if (!isUnsaved(question)) unsent.dropKept(store, question.dataset.question, state.kept);
      goOn();
    } else {
      if (status === 401) sayWithSignIn(question);
      else if (!isExplained(event.detail.xhr)) say(question, words.refused);
      else state.told = state.sent;
      stay(question);
    }
  });

  // htmx takes up the form when the page is ready, and only then can a question be saved.
  document.addEventListener("htmx:load", restore, { once: true });

  window.addEventListener("online", function () {
    unsaved().forEach(save);
  });

  // A link waits for the last answer; if that cannot be saved, the person stays and sees why.
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    if (link && link.matches("[data-sign-in]")) {
      isLeaving = true; // what is unsaved waits in this browser
      return;
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain || link.target || link.hash || !unsaved().length) return;
    if (unsaved().some(waitsForPerson)) return; // the browser asks
    event.preventDefault();
    goingTo = link.href;
    unsaved().forEach(save);
  });

  form.addEventListener("submit", function (event) {
    isLeaving = true;
    // What the person gave up must not come back; the rest goes when the next page shows that it was saved.
    if (event.submitter.name === "keep") unsent.drop(store, event.submitter.value);
  });

  window.addEventListener("beforeunload", function (event) {
    if (!isLeaving && unsaved().length) event.preventDefault();
  });
})();
