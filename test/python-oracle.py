"""Prints what Python itself makes of source files, one JSON line a file, in UTF-16 offsets.

    python3 test/python-oracle.py MOST [FOLDER...]    at most so many .py files below the folders, evenly from the sorted
                                                      paths; without folders, of the standard library and installed
                                                      packages
"""

import ast
import io
import json
import sys
import sysconfig
import tokenize
from pathlib import Path

# Before 3.12 an f-string is one token, and the places of the nodes in it are not true.
FSTRINGS_ARE_TOKENS = sys.version_info >= (3, 12)
OPENERS = {"(": ")", "[": "]", "{": "}"}
BLANKS = (tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


class Source:
    """A text whose places are given as lines and columns."""

    def __init__(self, text):
        self.text = text
        self.lines = list(io.StringIO(text, newline=""))
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + units(line))
        self.plain = [line.isascii() for line in self.lines]

    def of_characters(self, row, column):
        if row > len(self.lines) or self.plain[row - 1]:
            return self.starts[row - 1] + column
        return self.starts[row - 1] + units(self.lines[row - 1][:column])

    def of_bytes(self, row, column):
        if self.plain[row - 1]:
            return self.starts[row - 1] + column
        return self.starts[row - 1] + units(self.lines[row - 1].encode()[:column].decode())


def units(text):
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


class Tokens:
    """Comments, string literals, logical lines and pairs of brackets."""

    def __init__(self, source):
        self.comments, self.strings, self.lines, self.brackets = [], [], [], {}
        # The neighbours of tokens: by where a token starts the one before it, by where it ends the one behind it.
        self.before, self.behind = {}, {}
        opened, formatted, previous, line = [], [], None, None
        for token in tokenize.generate_tokens(io.StringIO(source.text, newline="").readline):
            kind, text = token.type, token.string
            start, end = source.of_characters(*token.start), source.of_characters(*token.end)
            if kind == tokenize.COMMENT:
                self.comments.append((start, end))
            elif kind == tokenize.STRING:
                self.strings.append((start, end))
            elif kind == tokenize.NEWLINE:
                self.lines.append((line, previous[1]))
                line = None
            elif tokenize.tok_name[kind] in ("FSTRING_START", "TSTRING_START"):
                formatted.append(start)
            elif tokenize.tok_name[kind] in ("FSTRING_END", "TSTRING_END"):
                self.strings.append((formatted.pop(), end))
            elif kind == tokenize.OP and text in OPENERS:
                opened.append(start)
            elif kind == tokenize.OP and text in OPENERS.values():
                self.brackets[opened.pop()] = start
            if kind not in BLANKS:
                if previous is not None:
                    self.before[start] = previous
                    self.behind[previous[1]] = (start, end, text)
                previous = (start, end, text)
                line = start if line is None else line
        self.closers = {closer: opener for opener, closer in self.brackets.items()}


def calls(tree, source, tokens):
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr) and not FSTRINGS_ARE_TOKENS:
            continue
        pending.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call):
            closer = source.of_bytes(node.end_lineno, node.end_col_offset) - 1
            opener = tokens.closers[closer]
            found = []
            for each in sorted(node.args + node.keywords, key=lambda item: (item.lineno, item.col_offset)):
                start, end = widen(each, (opener, closer), source, tokens)
                found.append((start, end, name_of(each)))
            yield {"opener": opener, "named": isinstance(node.func, (ast.Name, ast.Attribute)), "arguments": found}


def name_of(node):
    if isinstance(node, ast.keyword):
        return "**" if node.arg is None else node.arg
    return "*" if isinstance(node, ast.Starred) else ""


def widen(node, brackets, source, tokens):
    """The place of an argument with the brackets around it."""
    start = source.of_bytes(node.lineno, node.col_offset)
    end = source.of_bytes(node.end_lineno, node.end_col_offset)
    if start == brackets[0]:
        # A generator without brackets of its own has those of the call.
        return tokens.behind[start + 1][0], tokens.before[brackets[1]][1]
    before, behind = tokens.before[start], tokens.behind[end]
    while before[2] == "(" and before[0] != brackets[0] and behind[2] == ")":
        start, end = before[0], behind[1]
        before, behind = tokens.before[start], tokens.behind[end]
    return start, end


def read(path):
    try:
        content = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        if encoding not in ("utf-8", "utf-8-sig"):
            return {"skipped": "encoding " + encoding}
        text = content.decode("utf-8-sig")
        tree = ast.parse(content)
        source = Source(text)
        tokens = Tokens(source)
    except (SyntaxError, UnicodeDecodeError, ValueError, tokenize.TokenError) as error:
        return {"skipped": type(error).__name__}
    return {
        "fields": FSTRINGS_ARE_TOKENS,
        "comments": tokens.comments,
        "strings": tokens.strings,
        "lines": tokens.lines,
        "brackets": sorted(tokens.brackets.items()),
        "calls": sorted(calls(tree, source, tokens), key=lambda call: call["opener"]),
    }


def installed():
    return {sysconfig.get_path("stdlib"), *(folder for folder in sys.path if folder.endswith("-packages"))}


def main(most, *folders):
    # One file that several folders reach is read once.
    found = (path.resolve() for folder in folders or installed() for path in Path(folder).rglob("*.py") if path.is_file())
    files = sorted(set(found))
    for path in files[:: -(-len(files) // int(most)) or 1]:
        print(json.dumps({"path": str(path), **read(path)}, separators=(",", ":")))


sys.setrecursionlimit(10000)
main(*sys.argv[1:])
