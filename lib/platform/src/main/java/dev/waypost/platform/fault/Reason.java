package dev.waypost.platform.fault;

import static dev.waypost.platform.fault.Reason.Retry.AFTER_DELAY;
import static dev.waypost.platform.fault.Reason.Retry.NEVER;

import io.grpc.Status.Code;

/// The one list of reasons for which a call can fail.
///
/// The name travels as `ErrorInfo.reason`; the proto enum `waypost.error.v1.ErrorReason` has the same names, and
/// `docs/errors.md` is generated from what is written here.
public enum Reason {
    FIELD_INVALID(
            Code.INVALID_ARGUMENT,
            400,
            NEVER,
            "One or more fields break their rules; all of them are listed.",
            "Correct every listed field."),
    PHONE_NUMBER_INVALID(
            Code.INVALID_ARGUMENT,
            400,
            NEVER,
            "The recipient is not a phone number this tenant may write to.",
            "Correct the number."),
    CONTENT_UNSUPPORTED(
            Code.INVALID_ARGUMENT,
            400,
            NEVER,
            "The endpoint's provider cannot carry this kind of message.",
            "Send another kind, or use another provider."),
    PAGE_TOKEN_INVALID(
            Code.INVALID_ARGUMENT,
            400,
            NEVER,
            "The page token was not made by this list with this filter.",
            "Start again from the first page."),
    ENDPOINT_URL_REFUSED(
            Code.INVALID_ARGUMENT,
            400,
            NEVER,
            "The URL leads to an address that Waypost may not call.",
            "Use a public https address."),

    TENANT_NOT_FOUND(
            Code.NOT_FOUND, 404, NEVER, "There is no such tenant, or it is not yours.", "Check the tenant id."),
    ENDPOINT_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "The tenant has no such endpoint.", "Set an endpoint first."),
    BUSINESS_ACCOUNT_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such business account.", "Check the id."),
    APP_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such app.", "Check the id."),
    PHONE_NUMBER_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such phone number id.", "Check the id."),
    PROJECT_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such project.", "Check the id."),
    MAPPING_NOT_FOUND(
            Code.NOT_FOUND, 404, NEVER, "The phone number is not mapped to that project.", "List the mappings."),
    GATEWAY_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such gateway.", "Check the id."),
    API_KEY_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such API key.", "List the keys."),
    MESSAGE_NOT_FOUND(
            Code.NOT_FOUND, 404, NEVER, "There is no such message, or it is not yours.", "Check the message id."),
    SESSION_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "The tenant has no session.", "Start one."),
    EVENT_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such event, or it is not yours.", "Check the event id."),
    DELIVERY_NOT_FOUND(
            Code.NOT_FOUND, 404, NEVER, "There is no such delivery, or it is not yours.", "Check the delivery id."),
    USER_LOCK_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "The user is not locked to a tenant.", "Nothing to do."),
    ALERT_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such alert.", "List the alerts."),
    FAILOVER_NOT_FOUND(
            Code.NOT_FOUND, 404, NEVER, "There is no such move of traffic, or it is not yours.", "List the failovers."),
    ALERT_WEBHOOK_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such webhook of alerts.", "List the webhooks."),
    OPERATION_NOT_FOUND(Code.NOT_FOUND, 404, NEVER, "There is no such operation.", "Check the operation id."),

    ALREADY_EXISTS(
            Code.ALREADY_EXISTS,
            409,
            NEVER,
            "Something with this id exists already.",
            "Read it, or choose another id."),
    REQUEST_ID_REUSED(
            Code.ALREADY_EXISTS,
            409,
            NEVER,
            "The request id was used before with another body.",
            "Use a new request id for a new request."),

    TENANT_SUSPENDED(Code.FAILED_PRECONDITION, 409, NEVER, "The tenant is suspended.", "Resume the tenant first."),
    TENANT_DELETED(Code.FAILED_PRECONDITION, 409, NEVER, "The tenant is deleted.", "Restore the tenant first."),
    ENDPOINT_CHECK_FAILED(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "A check of the endpoint failed; the failed steps are named.",
            "Correct the settings, or force it."),
    ENDPOINT_DISABLED(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "The tenant's endpoint is not active.",
            "Activate the endpoint first."),
    NO_ROUTE(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "No endpoint can carry the message now.",
            "Look at the tenant's endpoints."),
    NUMBER_BLOCKED(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "The recipient is on the tenant's block list.",
            "Do not send to this number."),
    WINDOW_CLOSED(
            Code.FAILED_PRECONDITION, 409, NEVER, "The user last wrote more than 24 hours ago.", "Send a template."),
    SESSION_NOT_CONNECTED(
            Code.FAILED_PRECONDITION, 409, NEVER, "No active session for company", "Initialise the session."),
    MESSAGE_NOT_CANCELLABLE(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "The message has left the queue.",
            "Nothing to do: it is on its way."),
    SERVER_DRAINED(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "The server of the endpoint is being drained.",
            "Choose another server, restore it first, or switch to it even if drained."),
    FAILOVER_CLOSED(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "The move of traffic no longer waits for anybody's approval.",
            "List the failovers."),
    IN_USE(
            Code.FAILED_PRECONDITION,
            409,
            NEVER,
            "Something else still refers to it.",
            "Remove what refers to it first."),

    REVISION_CONFLICT(
            Code.ABORTED, 409, NEVER, "Somebody changed it since it was read.", "Read it again and redo the change."),

    RATE_LIMITED(Code.RESOURCE_EXHAUSTED, 429, AFTER_DELAY, "Rate limit exceeded", "Wait as long as told, then retry."),
    QUEUE_FULL(
            Code.RESOURCE_EXHAUSTED,
            429,
            AFTER_DELAY,
            "More is waiting than the service holds.",
            "Wait as long as told, then retry."),
    SESSION_LIMIT_REACHED(
            Code.RESOURCE_EXHAUSTED,
            429,
            AFTER_DELAY,
            "The platform holds as many sessions as it may.",
            "End a session first."),
    MEDIA_QUOTA_REACHED(
            Code.RESOURCE_EXHAUSTED,
            429,
            NEVER,
            "The tenant's uploaded files take as much room as they may.",
            "Wait until unused files expire, or raise the quota."),

    CALLER_UNKNOWN(
            Code.UNAUTHENTICATED,
            401,
            NEVER,
            "The call carries no valid API key.",
            "Send 'Authorization: Bearer <api key>'."),
    ROLE_FORBIDDEN(
            Code.PERMISSION_DENIED,
            403,
            NEVER,
            "The key's role may not make this call.",
            "Use a key with the role that the method names."),
    TENANT_FORBIDDEN(
            Code.PERMISSION_DENIED, 403, NEVER, "The key is not for this tenant.", "Use a key of that tenant."),
    IP_NOT_ALLOWED(
            Code.PERMISSION_DENIED,
            403,
            NEVER,
            "The call comes from an address that is not on the list.",
            "Add the address to the endpoint's list."),

    STORE_UNAVAILABLE(
            Code.UNAVAILABLE,
            503,
            AFTER_DELAY,
            "The database cannot be reached now; nothing was changed.",
            "Retry with the same request id."),
    PEER_UNAVAILABLE(
            Code.UNAVAILABLE,
            503,
            AFTER_DELAY,
            "Another service of the suite cannot be reached now.",
            "Retry with the same request id."),
    PROVIDER_UNAVAILABLE(
            Code.UNAVAILABLE,
            503,
            AFTER_DELAY,
            "The provider cannot be reached now.",
            "Retry with the same request id."),
    SHUTTING_DOWN(Code.UNAVAILABLE, 503, AFTER_DELAY, "This process is draining.", "Retry: another process answers."),

    DEADLINE_EXCEEDED(
            Code.DEADLINE_EXCEEDED,
            504,
            NEVER,
            "The caller's deadline passed first; the outcome may be unknown.",
            "Ask for the state, or retry with the same request id."),
    CANCELLED(Code.CANCELLED, 499, NEVER, "The caller hung up.", "Nothing to do."),
    NOT_IMPLEMENTED(
            Code.UNIMPLEMENTED,
            501,
            NEVER,
            "The contract has this call; this version does not answer it yet.",
            "Look at the changelog for the version that does."),
    INTERNAL(Code.INTERNAL, 500, NEVER, "A bug of ours; the trace id finds it in the logs.", "Report the trace id.");

    /// Whether the same call can succeed later without any change by the caller.
    public enum Retry {
        NEVER,
        AFTER_DELAY
    }

    private final Code code;
    private final int httpStatus;
    private final Retry retry;
    private final String meaning;
    private final String callerDoes;

    Reason(Code code, int httpStatus, Retry retry, String meaning, String callerDoes) {
        this.code = code;
        this.httpStatus = httpStatus;
        this.retry = retry;
        this.meaning = meaning;
        this.callerDoes = callerDoes;
    }

    public Code code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public Retry retry() {
        return retry;
    }

    public String meaning() {
        return meaning;
    }

    public String callerDoes() {
        return callerDoes;
    }
}
