"""YAML as plain data that remembers its lines."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import ConfigError

PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
NULLS = {"", "~", "null", "Null", "NULL"}
DEEPEST = 20

KeyPath = tuple[str | int, ...]


@lru_cache(maxsize=1)
def _composed(text: str) -> yaml.Node | None:
    """A run asks for its settings in every step, and of a long file this is what takes its time."""
    return yaml.compose(text, Loader=yaml.BaseLoader)


class LocatedYaml:
    """The data of a YAML file, and the line of every key in it.

    Every scalar stays text (or None): the settings know what a value must be, so `NO` stays Norway and not a truth.
    Tags are refused, so nothing in the file can name a Python object; a key given twice is refused.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {}
        try:
            root = _composed(path.read_text(encoding="utf-8-sig"))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ConfigError(f"{path}:{line}: not valid YAML: {error.problem}.") from None
        except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
            raise ConfigError(f"{path} cannot be read: {error}.") from None
        self.data: Any = self._plain(root, ()) if root else {}

    def line_of(self, key_path: KeyPath) -> int:
        """The line of a key, or of its nearest parent that stands in the file."""
        while key_path and key_path not in self.lines:
            key_path = key_path[:-1]
        return self.lines.get(key_path, 1)

    def _plain(self, node: yaml.Node, key_path: KeyPath) -> Any:
        self.lines.setdefault(key_path, node.start_mark.line + 1)
        if node.tag not in PLAIN_TAGS:
            raise ConfigError(f"{self._place(node)}: the tag {node.tag} is not allowed here; write the plain value.")
        if len(key_path) > DEEPEST:
            raise ConfigError(f"{self._place(node)}: nested too deeply, or an alias that contains itself.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key_path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*key_path, position)) for position, child in enumerate(node.value)]
        return None if node.style is None and node.value in NULLS else node.value

    def _mapping(self, node: yaml.MappingNode, key_path: KeyPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise ConfigError(f"{self._place(key_node)}: a key must be plain text.")
            if key in mapping:
                first = self.lines[(*key_path, key)]
                raise ConfigError(
                    f"{self._place(key_node)}: the key '{key}' stands here twice (first in line {first})."
                )
            self.lines[(*key_path, key)] = key_node.start_mark.line + 1
            mapping[key] = self._plain(value_node, (*key_path, key))
        return mapping

    def _place(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"
