from web.app import create_app
from web.settings import Settings

app = create_app(Settings.of_this_process())
