// A box that scrolls must be reachable by keyboard; one that does not must not be a stop on the way.

export function frameTables(scope) {
  const boxes = scope.querySelectorAll(".psp-scroll");
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) {
        target.setAttribute("tabindex", "0");
      } else {
        target.removeAttribute("tabindex");
      }
    }
  });
  for (const box of boxes) {
    watcher.observe(box);
  }
}
