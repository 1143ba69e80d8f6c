// Who else has a question open. Tells where this person is when they open a question and while they type in it, and asks
// every ten seconds, as long as the page is seen.
(function () {
  "use strict";

  const form = document.querySelector("[data-presence]");
  if (!form) return;
  const url = form.dataset.presence;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  const ASK_EVERY = 10000;
  const TELL_EVERY = 15000;
  let told = { question: "", at: 0 };

  function tell(event) {
    const question = event.target.closest("[data-question]");
    if (!question) return;
    const key = question.dataset.question;
    if (told.question === key && Date.now() - told.at < TELL_EVERY) return;
    told = { question: key, at: Date.now() };
    fetch(url, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ question: key }), redirect: "manual" }).catch(function () {
      told.at = 0; // told again with the next key
    });
  }

  function words(names) {
    if (!names) return "";
    const last = names[names.length - 1];
    return (names.length > 1 ? names.slice(0, -1).join(", ") + " og " + last : last) + " skriver her";
  }

  function show(present) {
    for (const question of form.querySelectorAll("[data-question]")) {
      const place = question.querySelector("[data-present]");
      const text = words(present[question.dataset.question]);
      if (place.textContent !== text) place.textContent = text;
    }
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(url, { redirect: "manual" });
      if (answer.ok) show((await answer.json()).present);
    } catch (error) {
      show({}); // not known is not shown
    }
  }

  form.addEventListener("focusin", tell);
  form.addEventListener("input", tell);
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, ASK_EVERY);
  ask();
})();
