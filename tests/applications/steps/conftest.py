"""One application, and a step filled with a post."""

import pytest

from applications.wizard import flow
from applications.wizard.flow import ApplicationPaper
from tests.factories.applications import ApplicationFactory
from tests.factories.typed import as_typed, keep_photo


@pytest.fixture
def application():
    application = ApplicationFactory()
    keep_photo(application)
    return application


@pytest.fixture
def judge(application):
    """Give a post to a step; answers with what it says, by the id of the place."""

    def judged(slug, posted, of=None):
        paper = ApplicationPaper(of or application)
        filled = flow.find(slug).fill(as_typed(slug, posted), paper)
        return {problem.anchor: problem.sentence for problem in filled.problems}

    return judged
