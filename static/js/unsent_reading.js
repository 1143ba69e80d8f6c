// What this browser still has for a page that has become one for reading: shown beside the question, to copy or to delete.
(function () {
  "use strict";

  const page = document.querySelector("[data-unsent-of]");
  if (!page) return;
  const labels = JSON.parse(page.dataset.labels);
  const store = unsent.key(document.body.dataset.person, page.dataset.unsentOf);
  const kept = unsent.all(store);

  for (const place of page.querySelectorAll("[data-unsent]")) {
    const question = place.dataset.unsent;
    if (!kept[question]) continue;
    const mine = kept[question].fields;
    if (mine.choice === place.dataset.choice && mine.comment === place.dataset.comment) {
      unsent.drop(store, question);
      continue;
    }
    place.querySelector("[data-unsent-choice]").textContent = labels[mine.choice] || "";
    place.querySelector("[data-unsent-comment]").textContent = mine.comment;
    place.querySelector("[data-unsent-drop]").addEventListener("click", function () {
      unsent.drop(store, question);
      place.hidden = true;
    });
    place.hidden = false;
  }
})();
