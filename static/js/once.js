// A form sent twice counts once by its token. Going back loads a page again, with a new token and what was typed before: so the
// tokens of a page stay with its place in the browser's history.

export function keepTokens() {
  const fields = [...document.querySelectorAll('form input[name="once"]')];
  const kept = history.state?.once ?? [];
  if (fields.length === 0) {
    return;
  }
  if (kept.length === fields.length) {
    fields.forEach((field, place) => {
      field.value = kept[place];
    });
  } else {
    history.replaceState({ ...history.state, once: fields.map((field) => field.value) }, "");
  }
}
