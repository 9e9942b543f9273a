# proof: suites trixie sid
from twilio.rest import Client

client = Client("account", "token")
client.api.base_url = "https://wire.test:9999"
try:
    client.messages.create(to="+15005550006", from_="+15005550006", body="report")
except Exception as error:
    # The answer describes no message.
    print(error)
print("answered")
