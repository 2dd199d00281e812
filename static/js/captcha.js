/* "Another code" in place: what was typed, passwords too, stays.  Without this script the same
   button asks the server for the page with a new picture. */

for (const box of document.querySelectorAll("[data-verify-code]")) {
  const form = box.closest("form");
  const button = form && form.querySelector("button[name=another_code]");
  if (!button) continue;
  const [picture, key, letters] = [
    box.querySelector("img"),
    box.querySelector("input[type=hidden]"),
    box.querySelector("input[type=text]"),
  ];
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  box.append(told);

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(box.dataset.refresh, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      const renewed = await answer.json();
      picture.src = renewed.image_url;
      key.value = renewed.key;
      letters.value = "";
      letters.focus();
      told.textContent = box.dataset.renewed;
    } catch {
      picture.src = `${picture.src.split("?")[0]}?${Date.now()}`;
    }
  });
}
