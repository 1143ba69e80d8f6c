// Runs before the page is drawn, so that nothing jumps: the style sheet knows whether scripts are on.
document.documentElement.classList.replace("no-js", "js");
