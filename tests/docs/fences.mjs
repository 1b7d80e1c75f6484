// The fenced blocks of a Markdown file.

/** @typedef {{language: string, words: string[], text: string, line: number}} Fence */

/** All fenced blocks of a text with their language, the words after it, and the line they start on. @returns {Fence[]} */
export function fences(markdown) {
  const found = []
  let open
  for (const [index, line] of markdown.split('\n').entries()) {
    const mark = line.match(/^```\s*(\S*)\s*(.*)$/)
    if (!open && mark) open = { language: mark[1], words: mark[2].split(/\s+/).filter(Boolean), lines: [], line: index + 1 }
    else if (open && line.startsWith('```')) {
      found.push({ language: open.language, words: open.words, text: `${open.lines.join('\n')}\n`, line: open.line })
      open = undefined
    } else open?.lines.push(line)
  }
  return found
}
