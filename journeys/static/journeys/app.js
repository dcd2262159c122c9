// Everything works without this file; it only saves a person some effort.

function focusErrorSummary() {
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
}

// A link from a flag to a fact may point into a closed section: open it, so that the row can be seen.
function openTarget() {
  if (!location.hash) return;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let node = target.parentElement; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
  }
  target.scrollIntoView({ block: "center" });
}

// One press is one entry; the server holds to that too, by the form's own id.
function guardDoubleSubmit(event) {
  if (event.target.dataset.sent && event.target.method === "post") event.preventDefault();
  event.target.dataset.sent = "yes";
  setTimeout(() => delete event.target.dataset.sent, 3000);
}

// An open list whose person is signed out by now must not get the sign-in page for an answer.
function signInInstead(event) {
  if (!new URL(event.detail.xhr.responseURL).pathname.startsWith("/accounts/")) return;
  event.detail.shouldSwap = false;
  location.reload();
}

document.addEventListener("DOMContentLoaded", () => {
  focusErrorSummary();
  openTarget();
});
window.addEventListener("hashchange", openTarget);
document.addEventListener("submit", guardDoubleSubmit);
document.addEventListener("htmx:beforeSwap", signInInstead);

// Copying for those who find it hard to select text; without this file the button isn't there.
function offerCopying(button) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
}
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-copy]").forEach(offerCopying));
