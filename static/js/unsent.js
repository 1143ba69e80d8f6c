// Text that the server has not confirmed, kept in this browser: by person and response, for seven days at most, until it
// is saved, the person signs out, or someone else signs in here.
const unsent = (function () {
  "use strict";

  const PREFIX = "modenhed:";
  const LONGEST = 7 * 24 * 3600 * 1000;

  // A browser may deny its store altogether.
  function keys() {
    try {
      return Object.keys(localStorage).filter(function (key) { return key.startsWith(PREFIX); });
    } catch (error) {
      return [];
    }
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch (error) {
      return {};
    }
  }

  function write(key, questions) {
    try {
      if (Object.keys(questions).length) localStorage.setItem(key, JSON.stringify(questions));
      else localStorage.removeItem(key);
    } catch (error) {
      // A full or closed store must not stop anyone from writing; the page still warns before it is left.
    }
  }

  return {
    key: function (person, response) { return PREFIX + person + ":" + response; },
    // Returns the time it was kept, which names it.
    keep: function (key, question, fields) {
      const at = Date.now();
      write(key, { ...read(key), [question]: { at: at, fields: fields } });
      return at;
    },
    drop: function (key, question) {
      const questions = read(key);
      delete questions[question];
      write(key, questions);
    },
    // Once it is saved; what another tab has kept since is not.
    dropKept: function (key, question, at) {
      const mine = read(key)[question];
      if (mine && mine.at === at) this.drop(key, question);
    },
    all: read,
    dropAll: function () { keys().forEach(function (key) { localStorage.removeItem(key); }); },
    // Called on every page of someone who is signed in.
    tidy: function (person) {
      for (const key of keys()) {
        if (!key.startsWith(PREFIX + person + ":")) { localStorage.removeItem(key); continue; }
        const questions = read(key);
        for (const name of Object.keys(questions)) {
          if (!(Date.now() - questions[name].at < LONGEST)) delete questions[name];
        }
        write(key, questions);
      }
    },
  };
})();

(function () {
  "use strict";

  const person = document.body.dataset.person;
  if (person) unsent.tidy(person);
  document.addEventListener("submit", function (event) {
    if (event.target.matches("[data-sign-out]")) unsent.dropAll();
  });
})();
