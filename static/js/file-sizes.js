// Files that are too large are refused before they are sent, with their true size.

/**
 * Return a size in MB, rounded up to a tenth: what is over a limit never reads as the limit.
 * @param {number} bytes
 */
const megabytes = (bytes) => Math.ceil(bytes / 104_857.6) / 10;

/**
 * Return the sentences about chosen files that the server would refuse.
 * @param {{name: string, size: number}[]} files
 * @param {{mostBytes: number, mostFiles: number}} limits
 */
export const fileProblems = (files, { mostBytes, mostFiles }) => {
  const sentences = files
    .filter((file) => file.size > mostBytes)
    .map((file) => `“${file.name}” is ${megabytes(file.size)} MB. Files can be up to ${megabytes(mostBytes)} MB.`);
  if (files.length > mostFiles)
    sentences.push(`You’ve chosen ${files.length} files. You can attach up to ${mostFiles}.`);
  return sentences;
};

/** @param {Event} event */
const checkFiles = (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.type !== "file" || !field.dataset.mostBytes) return;
  const limits = { mostBytes: Number(field.dataset.mostBytes), mostFiles: Number(field.dataset.mostFiles ?? 1) };
  const sentences = fileProblems([...(field.files ?? [])], limits);
  const id = `${field.id}-too-large`;
  document.getElementById(id)?.remove();
  field.classList.toggle("is-invalid", sentences.length > 0);
  field.toggleAttribute("aria-invalid", sentences.length > 0);
  if (!sentences.length) return;
  field.value = "";
  const error = document.createElement("p");
  error.id = id;
  error.className = "invalid-feedback d-block";
  error.setAttribute("role", "alert");
  error.textContent = sentences.join(" ");
  field.after(error);
};

/** Check every file field of the page as files are chosen. */
export const watchFiles = () => document.addEventListener("change", checkFiles);
