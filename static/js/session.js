// Offers to stay five minutes before the session ends. How long is left is asked of the server, never reckoned from this
// machine's clock or this tab alone: another tab may have put the end off.
(function () {
  "use strict";

  const dialog = document.querySelector("[data-session]");
  if (!dialog) return;
  const { time, stay, warn } = dialog.dataset;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  const WARN = Number(warn);
  let timer = null;

  function show(part) {
    for (const one of dialog.querySelectorAll("[data-part]")) one.hidden = one.dataset.part !== part;
    if (!dialog.open) dialog.showModal();
  }

  function wait(seconds) {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.max(1, seconds) * 1000);
  }

  function take(left) {
    if (left.seconds <= 0) {
      dialog.querySelector("[data-sign-in]").href = dialog.dataset.signIn + encodeURIComponent(location.pathname + location.search + location.hash);
      show("ended");
    } else if (left.seconds <= WARN) {
      dialog.querySelectorAll("[data-minutes]").forEach(function (place) {
        const minutes = Math.max(1, Math.round(left.seconds / 60));
        place.textContent = minutes === 1 ? "ét minut" : minutes + " minutter";
      });
      show(left.can_stay ? "ending" : "last");
      wait(Math.min(left.seconds + 1, 30));
    } else {
      if (dialog.open) dialog.close();
      wait(left.seconds - WARN);
    }
  }

  async function ask() {
    try {
      take(await (await fetch(time)).json());
    } catch (error) {
      wait(30); // no connection says nothing about the session
    }
  }

  dialog.querySelector("[data-stay]").addEventListener("click", async function () {
    try {
      const answer = await fetch(stay, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" });
      if (answer.ok) take(await answer.json());
      else ask();
    } catch (error) {
      wait(5);
    }
  });

  for (const button of dialog.querySelectorAll("[data-close]")) {
    button.addEventListener("click", function () { dialog.close(); });
  }
  // A machine that slept has no timers; coming back to the page asks at once.
  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  wait(Number(dialog.dataset.left) - WARN);
})();
