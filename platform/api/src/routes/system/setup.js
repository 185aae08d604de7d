// Sends the form with the secret of the link, which stands behind the # so that no log ever holds it.
const form = document.getElementById("form");
const message = document.getElementById("message");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  try {
    const response = await fetch("/api/v1/auth/setup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: location.hash.slice(1), ...fields }),
    });
    const answer = await response.json();
    if (response.ok) {
      form.hidden = true;
      message.textContent = `Done. Welcome, ${answer.user.username}. Sign in with: mspf login ${location.origin}
已完成。请用上面的命令登录。`;
    } else {
      message.textContent = (answer.errors ?? []).map((error) => error.detail).join(" ") || answer.detail;
    }
  } catch {
    message.textContent = "The server cannot be reached. Try again. 无法连接服务器，请重试。";
  }
});
