// A page with many rows is saved row by row: before it is left or loaded again, the browser asks where something typed is not saved.

export function askBeforeLeaving() {
  let isSending = false;
  document.addEventListener("submit", () => {
    isSending = true;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
  // A row that a script saved comes back from the server with what is saved; only then nothing is being sent any more.
  document.body.addEventListener("htmx:afterRequest", () => {
    isSending = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && [...document.querySelectorAll("form[data-leaving]")].some(isUnsaved)) {
      event.preventDefault();
    }
  });
}

// In a row that comes back because it could not be saved, what was typed is what the field began with: the row says so itself.
function isUnsaved(form) {
  return form.querySelector("[data-unsaved]") !== null || hasChanged(form);
}

function hasChanged(form) {
  return [...form.elements].some((field) => {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    if (field.options) {
      const given = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(given, 0);
    }
    return (
      ["textarea", "text", "number"].includes(field.type) &&
      field.value !== field.defaultValue
    );
  });
}
