# proof: server grpc
# proof: schemes http
# proof: fix unsafe
import grpc

channel = grpc.insecure_channel("wire.test:9999")
channel.unary_unary("/report.Service/Make")(b"")
