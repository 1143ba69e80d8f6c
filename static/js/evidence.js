// Sending a file: how far it is, what came of it, and the place to go on from. htmx sends it; without script the page does.
(function () {
  "use strict";

  const page = document.getElementById("main-content");

  function part(name) {
    return page.querySelector(name);
  }

  function say(text, isProblem) {
    const state = part(".upload-state");
    if (!state) return;
    state.textContent = text;
    state.classList.toggle("not-saved", Boolean(isProblem));
  }

  function words() {
    return part(".upload-state").dataset;
  }

  function stop(text) {
    part(".upload-progress").hidden = true;
    say(text, true);
    part("[data-upload] input[type=file]").focus();
  }

  function isUpload(event) {
    return event.detail.elt.matches("[data-upload]");
  }

  // What is too large is not sent, only that it is; the server's refusal is the same as if it had been.
  page.addEventListener("htmx:configRequest", function (event) {
    if (!isUpload(event)) return;
    const form = event.detail.elt;
    const file = form.querySelector("input[type=file]").files[0];
    const isTooLarge = Boolean(file) && file.size > Number(form.dataset.upload);
    if (isTooLarge) {
      delete event.detail.parameters.file;
      event.detail.parameters.too_large = "1";
    }
    part(".upload-progress").hidden = !file || isTooLarge;
    say(words().sending);
  });

  page.addEventListener("htmx:xhr:progress", function (event) {
    const progress = part(".upload-progress");
    if (!progress || !event.detail.lengthComputable) return;
    progress.value = (100 * event.detail.loaded) / event.detail.total;
    if (event.detail.loaded === event.detail.total) say(words().checking);
  });

  // A refusal is the same part of the page, with its reasons; a whole error page is not.
  page.addEventListener("htmx:beforeSwap", function (event) {
    const detail = event.detail;
    detail.shouldSwap = detail.xhr.responseText.includes('id="files"') && detail.xhr.status < 500;
    if (detail.shouldSwap) detail.isError = false;
    else stop(detail.xhr.status === 401 ? words().signedOut : words().failed);
  });

  page.addEventListener("htmx:sendError", function () {
    stop(words().failed);
  });

  document.body.addEventListener("htmx:afterSettle", function () {
    const place = part("#files [role=alert]") || part("#files [role=status]");
    if (!place) return;
    place.setAttribute("tabindex", "-1");
    place.focus();
  });
})();
