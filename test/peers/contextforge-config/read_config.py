"""Prints, as JSON, the plugins of a configuration file as cpex reads them."""

import json
import sys

from cpex.framework.loader.config import ConfigLoader

config = ConfigLoader.load_config(sys.argv[1])
plugins = [plugin.model_dump(mode="json") for plugin in config.plugins or []]
print(json.dumps({"plugins": plugins, "plugin_dirs": config.plugin_dirs}))
