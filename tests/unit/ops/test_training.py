"""Which model may be started."""

import pytest

from bot.cli import training
from bot.settings import SECRETS, Settings


@pytest.fixture
def root(tmp_path):
    (tmp_path / "nlu_data/nlu").mkdir(parents=True)
    (tmp_path / "nlu_data/nlu/greet.yml").write_text("안녕")
    (tmp_path / "domain.yml").write_text("intents: []")
    return tmp_path


def test_the_fingerprint_follows_every_source_and_nothing_else(root):
    first = training.fingerprint(root)
    (root / "README.md").write_text("words")
    (root / "nlu_data/nlu/greet.yml.swp").write_text("words")
    assert training.fingerprint(root) == first
    seen = {first}
    for change in ("nlu_data/nlu/greet.yml", "nlu_data/nlu/new.yml", "domain.yml", "config.yml", "requirements.lock"):
        (root / change).write_text(f"changed {change}")
        seen.add(training.fingerprint(root))
    assert len(seen) == 6


def test_a_renamed_source_is_another(root):
    first = training.fingerprint(root)
    (root / "nlu_data/nlu/greet.yml").rename(root / "nlu_data/nlu/hello.yml")
    assert training.fingerprint(root) != first


def test_only_the_very_file_that_was_trained_from_what_is_here_fits(tmp_path):
    settings = Settings(data_dir=tmp_path, **{name: name * 8 for name in SECRETS})
    assert training.fitting(settings) is None
    settings.models_dir.mkdir()
    file = settings.models_dir / "m.tar.gz"
    file.write_bytes(b"model")
    model = training.Model("m.tar.gz", training.sha256(file), training.fingerprint(), 1.0)
    training.record(settings, model)
    assert training.fitting(settings) == model
    file.write_bytes(b"another")
    assert training.fitting(settings) is None
    file.unlink()
    assert training.fitting(settings) is None
    (settings.models_dir / "model.json").write_text("{broken")
    assert training.fitting(settings) is None
