"""Put notebooks and data inside the wheel, but never inside an editable install."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Hatch freezes `force-include` in an editable install too, where an edited data file would be ignored."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel" and version == "standard":
            for folder in ("notebooks", "data"):
                build_data["force_include"][folder] = f"wij_impact/_shipped/{folder}"
