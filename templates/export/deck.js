(() => {
  const slides = [...document.querySelectorAll(".slide")], bar = document.getElementById("bar");
  let at = Math.max(0, slides.findIndex((one) => "#" + one.id === location.hash));
  const show = (to) => {
    at = Math.min(Math.max(to, 0), slides.length - 1);
    slides.forEach((one, n) => one.classList.toggle("here", n === at));
    bar.textContent = `${at + 1} / ${slides.length}`;
    slides[at].querySelector("h1, h2")?.focus();
    scrollTo(0, 0);
  };
  document.body.classList.add("shown-one", "quiet-notes");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if ([" ", "ArrowRight", "PageDown", "Enter"].includes(event.key)) show(at + 1);
    else if (["Backspace", "ArrowLeft", "PageUp"].includes(event.key)) show(at - 1);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (event.key === "n") document.body.classList.toggle("quiet-notes");
    else if (event.key === "a") document.body.classList.toggle("shown-one");
    else return;
    event.preventDefault();
  });
  show(at);
})();
