// Fetches a file once and saves it under its name; says what it waits for, or why it got nothing.
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".root");
  if (!data || root.dataset.address === data.address) return;
  root.dataset.address = data.address;
  root.textContent = data.waiting;
  root.setAttribute("role", "status");
  fetch(data.address, { method: "POST" })
    .then(async (answer) => {
      if (!answer.ok) throw new Error(answer.status === 410 || answer.status === 403 ? await answer.text() : data.failed);
      return answer.blob();
    })
    .then((file) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = data.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      root.textContent = "";
    })
    .catch((error) => {
      root.textContent = error instanceof TypeError ? data.failed : error.message;
    });
}
