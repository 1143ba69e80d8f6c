/* "Vælg alle" on the list of letters; without JavaScript one ticks them one by one. */
document.querySelectorAll("[data-select-all]").forEach((button) => {
  const boxes = button.form.querySelectorAll(`input[name="${button.dataset.selectAll}"]`);
  button.hidden = false;
  button.addEventListener("click", () => boxes.forEach((box) => { box.checked = true; }));
});
