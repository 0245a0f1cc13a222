// django-allauth tells the console when a key does not answer; people look at the page.

export function sayWhatWentWrong() {
  document.addEventListener("allauth.error", (event) => {
    const words = document.querySelector("[data-passkey-problem]");
    if (words) {
      event.preventDefault();
      words.hidden = false;
      words.scrollIntoView({ block: "center" });
    }
  });
}
