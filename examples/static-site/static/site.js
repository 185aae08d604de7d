"use strict";

// The page stands at the plugin's root, whichever address it was reached by: relative addresses do.
const form = document.getElementById("greet");
const greeting = document.getElementById("greeting");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await fetch("api/greeting?" + new URLSearchParams(new FormData(form)));
    if (!answer.ok) throw new Error(`the plugin answered ${answer.status}`);
    greeting.textContent = (await answer.json()).text;
  } catch (error) {
    greeting.textContent = `That did not work: ${error.message}`;
  }
});
