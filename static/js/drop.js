/* A file dropped on the area is put in its file field; without JavaScript one chooses it there. */
document.querySelectorAll("[data-drop]").forEach((area) => {
  const field = area.querySelector(`input[type="file"][name="${area.dataset.drop}"]`);
  const mark = (isOver) => area.classList.toggle("drop-over", isOver);
  area.querySelector(".drop-words").hidden = false;
  area.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  area.addEventListener("dragleave", (event) => { if (!area.contains(event.relatedTarget)) mark(false); });
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    field.files = one.files;
    field.form.querySelector("[type=submit]").focus();
  });
});
