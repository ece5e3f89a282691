"""NLP.js with its Korean plugin, as its README trains it: installed by npm into a folder of its own, run by node."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpora import Line
from bench.tried import Read

PACKAGES = ("@nlpjs/core@4.26.1", "@nlpjs/nlp@4.27.0", "@nlpjs/basic@4.27.0", "@nlpjs/lang-ko@4.26.1")
SCRIPT = """
const { containerBootstrap } = require('@nlpjs/core');
const { Nlp } = require('@nlpjs/nlp');
const { LangKo } = require('@nlpjs/lang-ko');
const fs = require('fs');
(async () => {
  const container = await containerBootstrap();
  container.use(Nlp); container.use(LangKo);
  const nlp = container.get('nlp');
  nlp.settings.autoSave = false; nlp.settings.log = false;
  nlp.addLanguage('ko');
  if (process.argv[2] === 'train') {
    for (const [text, intent] of JSON.parse(fs.readFileSync('learnt.json'))) nlp.addDocument('ko', text, intent);
    await nlp.train();
    fs.writeFileSync('model.json', nlp.export());
  } else {
    nlp.import(fs.readFileSync('model.json', 'utf8'));
    const told = [];
    for (const text of JSON.parse(fs.readFileSync('asked.json'))) {
      const { intent, score } = await nlp.process('ko', text);
      told.push([intent || '', score || 0]);
    }
    fs.writeFileSync('told.json', JSON.stringify(told));
  }
})();
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """A trained NLP.js in its folder, and the seconds of its training."""

    folder: Path
    trained_in: float

    def read(self, texts: Sequence[str]) -> list[Read]:
        """Read each text. Raises CalledProcessError."""
        (self.folder / "asked.json").write_text(json.dumps(list(texts)), encoding="utf-8")
        _run(self.folder, ("node", "nlp.js", "read"))
        told = json.loads((self.folder / "told.json").read_text(encoding="utf-8"))
        return [Read(intent, score, frozenset(), ()) for intent, score in told]


def tried(folder: Path, lines: Sequence[Line]) -> Tried:
    """Install it in `folder` and train it. Raises CalledProcessError, also where npm finds no registry."""
    folder.mkdir(parents=True)
    _run(folder, ("npm", "install", "--silent", "--no-fund", "--no-audit", *PACKAGES))
    (folder / "nlp.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "learnt.json").write_text(json.dumps([(line.text, line.intent) for line in lines]), encoding="utf-8")
    began = time.perf_counter()
    _run(folder, ("node", "nlp.js", "train"))
    return Tried(folder, time.perf_counter() - began)


def _run(folder: Path, command: Sequence[str]) -> None:
    subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
