package dev.waypost.health.alert;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Set;

/// What all calls about alerts share: one answer for a request however often it comes, and places in lists.
@Singleton
class AskedApi {
    private final AlertRequestStore requests;

    AskedApi(AlertRequestStore requests) {
        this.requests = requests;
    }

    interface Work<A> {
        A run(Sql sql) throws SQLException;
    }

    <A extends MessageLite> A once(
            String tenantId, String requestId, MessageLite request, Parser<A> parser, Work<A> work) {
        String words = request.getClass().getSimpleName() + Base64.getEncoder().encodeToString(request.toByteArray());
        byte[] answer =
                requests.once(tenantId, requestId, words, sql -> work.run(sql).toByteArray());
        try {
            return parser.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw Fault.of(Reason.INTERNAL).because(e);
        }
    }

    /// A key that is bound to tenants sees these, whether it names one or none.
    static Set<String> whose(String tenantId) {
        return tenantId.isEmpty() ? Caller.current().tenants() : Set.of(tenantId);
    }

    static int size(int asked) {
        return asked == 0 ? 50 : asked;
    }

    static String token(String place, String filter) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((mark(filter) + "\n" + place).getBytes(StandardCharsets.UTF_8));
    }

    /// Empty for the first page.
    static String place(String token, String filter) {
        if (token.isEmpty()) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int line = text.indexOf('\n');
            if (line > 0 && text.substring(0, line).equals(mark(filter))) {
                return text.substring(line + 1);
            }
        } catch (IllegalArgumentException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(e);
        }
        throw Fault.of(Reason.PAGE_TOKEN_INVALID);
    }

    private static String mark(String filter) {
        return Integer.toHexString(filter.hashCode());
    }

    /// @throws Fault FIELD_INVALID when there is no such rule
    static AlertKind kind(String title) {
        return AlertKind.titled(title)
                .orElseThrow(() -> Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "rule",
                                "value: " + Fault.Violation.shown(title) + " (expected: one of " + titles() + ")"));
    }

    static String titles() {
        return String.join(
                ", ",
                java.util.Arrays.stream(AlertKind.values())
                        .map(AlertKind::title)
                        .toList());
    }
}
