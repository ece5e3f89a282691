"""What a component of the pipeline knows, kept in the model as JSON and plain arrays: a model never carries pickles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

import numpy as np
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.engine.lexicon import digest


def write(storage: ModelStorage, resource: Resource, facts: Mapping[str, Any], **arrays: "np.ndarray") -> None:
    """Keep `facts` (JSON) and `arrays` under the component's resource."""
    with storage.write_to(resource) as folder:
        (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(str(folder / "arrays.npz"), **arrays)


def read(storage: ModelStorage, resource: Resource) -> Dict[str, Any]:
    """Return the facts, with the arrays beside them. Raises ValueError if the resource was never written."""
    with storage.read_from(resource) as folder:
        facts: Dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        with np.load(str(folder / "arrays.npz"), allow_pickle=False) as arrays:
            facts.update({name: arrays[name] for name in arrays.files})
    return facts


def folder_digest(config: Mapping[str, Any]) -> Optional[str]:
    """Return what makes a trained component stale: the contents of its lookup folder."""
    return digest(Path(config["lookups"]))
