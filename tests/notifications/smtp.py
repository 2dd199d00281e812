"""A mail server on the loopback address that writes down what it is sent."""

import email
import email.policy
import socketserver
import threading
from contextlib import contextmanager


class Delivery:
    """One mail as it arrived: envelope and parsed message."""

    def __init__(self, sender, recipients, data):
        self.sender = sender
        self.recipients = recipients
        lines = data.replace(b"\r\n", b"\n")
        self.message = email.message_from_bytes(lines, policy=email.policy.default)

    @property
    def subject(self):
        """The subject line, unfolded."""
        return self.message["Subject"].strip()

    def part(self, kind):
        """The text of one part, e.g. ``plain`` or ``html``."""
        return self.message.get_body(preferencelist=(kind,)).get_content()


class _Session(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 for smtplib, and strict about the order of commands."""

    def handle(self):
        server = self.server
        self.say(server.greeting)
        sender, recipients = None, []
        while line := self.rfile.readline().decode("ascii").strip():
            verb = line.split(" ", 1)[0].upper()
            if verb in ("EHLO", "HELO"):
                self.say("250 mail.test")
            elif verb == "MAIL":
                sender, recipients = line[line.index("<") + 1 : line.index(">")], []
                self.say("250 OK")
            elif verb == "RCPT" and sender is not None:
                recipients.append(line[line.index("<") + 1 : line.index(">")])
                self.say(server.on_recipient)
            elif verb == "DATA" and recipients:
                self.say("354 Go on")
                server.delivered.append(Delivery(sender, recipients, self.read_data()))
                self.say("250 Kept")
            elif verb == "QUIT":
                self.say("221 Bye")
                return
            else:
                self.say("250 OK" if verb in ("RSET", "NOOP") else "503 Out of order")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def read_data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)


class MailServer(socketserver.ThreadingTCPServer):
    """``greeting`` and ``on_recipient`` make it refuse; ``delivered`` is what it took."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), _Session)
        self.greeting = "220 mail.test"
        self.on_recipient = "250 OK"
        self.delivered = []
        self.port = self.server_address[1]


@contextmanager
def running_mail_server(port=0):
    with MailServer(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
