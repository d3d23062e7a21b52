"""uvicorn's parents of several processes, stopped by every signal that stops a single one."""

from __future__ import annotations

from uvicorn.supervisors.multiprocess import Multiprocess
from uvicorn.supervisors.watchfilesreload import WatchFilesReload

from gql.signals import STOP_SIGNALS, handler_installed


class Workers(Multiprocess):
    """The parent of workers. uvicorn's would start them anew at SIGHUP, and ignore SIGQUIT.

    A terminal that closes sends SIGHUP to parent and workers alike: none of them may stay.
    """

    def handle_hup(self) -> None:
        """Stop the workers, which answer the requests that they have."""
        self.handle_term()

    def keep_subprocess_alive(self) -> None:
        """Ask each worker whether it lives, and start another for one that does not."""
        # The end of the pipe that is the worker's own: while the parent has it too, one that ends
        # without an answer is waited for until the timeout, and no signal is handled meanwhile.
        for process in self.processes:
            process.child_conn.close()
        super().keep_subprocess_alive()

    def terminate_all(self) -> None:
        """Stop the workers, and have new connections refused, which none of them would accept."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    handle_quit = handle_hup  # uvicorn looks for a method by the name of the signal


class Reloader(WatchFilesReload):
    """The parent that starts its child anew when the code changes. uvicorn's knows two signals."""

    def run(self) -> None:
        """Serve until a signal comes."""
        with handler_installed(self.signal_handler, *STOP_SIGNALS):
            super().run()
