// A sheet is saved as one goes. Each save says the how-manieth it is, so that a late one does not undo a later one.

export function countSaves() {
  document.addEventListener("submit", ({ target }) => count(target), true);
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    const order = count(detail.elt.closest("form"));
    if (order && detail.verb === "post") {
      detail.parameters.order = order;
    }
  });
}

function count(form) {
  const order = form?.querySelector("[data-order]");
  if (!order) {
    return 0;
  }
  order.value = Number(order.value) + 1;
  return order.value;
}
