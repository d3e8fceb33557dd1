import dev.waypost.client.WaypostClient;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import io.grpc.StatusRuntimeException;

/** Sends one text through Waypost and prints the message's id and state.
 *
 *  WAYPOST_TARGET=127.0.0.1:9102 WAYPOST_API_KEY=… \
 *  java --enable-native-access=ALL-UNNAMED -cp "$(./classpath.sh)" Send.java TENANT TO TEXT
 */
class Send {
    public static void main(String[] args) {
        String target = System.getenv().getOrDefault("WAYPOST_TARGET", "127.0.0.1:9102");
        // One client for the whole life of a program: it is thread-safe, and keeps its connections.
        try (var waypost = WaypostClient.builder()
                .target(target)
                .apiKey(System.getenv("WAYPOST_API_KEY"))
                .build()) {
            // The client makes a request id and keeps it over all tries, so that the message is accepted once.
            Message message = waypost.send(SendRequest.newBuilder()
                    .setTenantId(args[0])
                    .setTo(args[1])
                    .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(args[2])))
                    .build());
            System.out.println(message.getMessageId() + " " + message.getState());
        } catch (StatusRuntimeException refused) {
            System.err.println(refused.getStatus().getCode() + ": " + refused.getStatus().getDescription());
            System.exit(1);
        }
    }
}
