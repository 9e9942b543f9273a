from keystoneauth1.session import Session

session = Session()
session.get("https://wire.test/report", authenticated=False)
print("answered")
