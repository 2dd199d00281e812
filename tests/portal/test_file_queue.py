"""A message in the folder appears whole or not at all."""

import pytest
from celery import Celery
from kombu import Connection

from portal import settings
from portal.file_queue import Transport


@pytest.fixture
def channel(tmp_path):
    (tmp_path / "queue").mkdir()
    options = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport=Transport, transport_options=options) as connection:
        yield connection.channel()


class Product:
    """How the product names its queue; test settings have another one."""

    broker_url = settings.CELERY_BROKER_URL
    broker_transport = getattr(settings, "CELERY_BROKER_TRANSPORT", None)


class Looks:
    """Looks while it is being written."""

    def __init__(self, look):
        self.look = look

    def __json__(self):
        self.seen = self.look()
        return "written"


def test_message_is_not_seen_before_it_is_written(channel):
    message = Looks(lambda: channel._size("mails"))

    channel._put("mails", {"body": message})

    assert message.seen == 0
    assert channel._get("mails") == {"body": "written"}


def test_queues_are_kept_apart(channel):
    for number in range(3):
        channel._put("mails", number)
        channel._put("others", -number)

    assert sorted(channel._get("mails") for _ in range(3)) == [0, 1, 2]
    assert channel._size("others") == 3


def test_binding_is_noted_once(channel):
    for _ in range(2):
        channel._queue_bind("everybody", "", "", "mails")
    channel._queue_bind("everybody", "", "", "others")

    assert [one.queue for one in channel.get_table("everybody")] == ["others", "mails"]


def test_product_uses_it_without_redis():
    if settings.REDIS_URL:
        pytest.skip("This run has Redis.")

    with Celery(config_source=Product).connection() as connection:
        assert isinstance(connection.transport, Transport)
