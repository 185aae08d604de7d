"""The component's exports. Importing this module, which happens once while the component is built, takes the snapshot."""

import gc

from componentize_py_types import Err
from wit_world import WitWorld as World
from wit_world import exports

from mspf_guest import gaps

# Before anything else is imported: whoever binds a name early must bind the right one.
gaps.fill()

from mspf_guest import failure, loader, serve, snapshot, tester  # noqa: E402

# By names that no plugin can take away.
_Anything, _Err = BaseException, Err
_freeze, _set_threshold = gc.freeze, gc.set_threshold
# New objects after which the collector looks for cycles among them: some megabytes. Requests leave few behind.
_COLLECT_AFTER = 20_000


class WitWorld(World):
    """The world itself exports no function."""


class Loader(exports.Loader):
    """`mspf:plugin/loader`."""

    def load(self, app: str, framework: str) -> None:
        """Imports the plugin; what is wrong with it goes to the host as data."""
        try:
            serve.application = loader.load(app, framework)
            _settle()
            failure.put_back()
        except _Anything as error:  # A plugin that exits at import has not been loaded either.
            raise _Err(failure.describe(error)) from None


class Tester(exports.Tester):
    """`mspf:plugin/tester`."""

    def run(self):
        """Runs the plugin's own tests."""
        return tester.run()


class IncomingHandler(exports.IncomingHandler):
    """`wasi:http/incoming-handler`."""

    def handle(self, request, response_out) -> None:
        """Answers one request."""
        serve.handle(request, response_out)


def _settle() -> None:
    """What the plugin has loaded stays as long as its instance: the collector need not look at it again and again."""
    _freeze()
    _set_threshold(_COLLECT_AFTER)


snapshot.take()
