// Starts the design system's components. Every page works without this file.
(function () {
  "use strict";

  DKFDS.init();

  // A form must not be sent twice by a double click. The server refuses it too; this spares the person the message.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(function () {
      delete form.dataset.sent; // the answer may be a file, which leaves the page as it is
    }, 5000);
  });

  // The back button may bring the page back from memory, with the mark still on.
  window.addEventListener("pageshow", function () {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
