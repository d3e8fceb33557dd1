package dev.waypost.simulator.meta;

import java.util.Map;
import java.util.TreeMap;

/// The public error table: what a code is called and which HTTP status usually comes with it.
record MetaErrorCode(int status, String title) {
    private static final Map<Integer, MetaErrorCode> TABLE = new TreeMap<>();

    static {
        put(400, 1, "API Unknown");
        put(503, 2, "API Service");
        put(500, 3, "API Method");
        put(400, 4, "API Too Many Calls");
        put(403, 10, "Permission Denied");
        put(400, 33, "Parameter value is not valid");
        put(400, 100, "Invalid parameter");
        put(401, 0, "AuthException");
        put(401, 190, "Access token has expired");
        put(403, 200, "API Permission");
        put(403, 368, "Temporarily blocked for policies violations");
        put(400, 80007, "Rate limit issues");
        put(400, 130429, "Rate limit hit");
        put(400, 130472, "User's number is part of an experiment");
        put(403, 130497, "Business account is restricted from messaging users in this country");
        put(500, 131000, "Something went wrong");
        put(403, 131005, "Access denied");
        put(400, 131008, "Required parameter is missing");
        put(400, 131009, "Parameter value is not valid");
        put(500, 131016, "Service unavailable");
        put(400, 131021, "Recipient cannot be sender");
        put(400, 131026, "Message undeliverable");
        put(400, 131030, "Recipient phone number not in allowed list");
        put(403, 131031, "Account has been locked");
        put(400, 131037, "Display name approval needed");
        put(400, 131042, "Business eligibility payment issue");
        put(500, 131045, "Incorrect certificate");
        put(400, 131047, "Re-engagement message");
        put(400, 131048, "Spam rate limit hit");
        put(400, 131049, "Meta chose not to deliver");
        put(400, 131050, "User has stopped receiving marketing messages");
        put(400, 131051, "Unsupported message type");
        put(400, 131052, "Media download error");
        put(400, 131053, "Media upload error");
        put(400, 131056, "(Business Account, Consumer Account) pair rate limit hit");
        put(500, 131057, "Account in maintenance mode");
        put(400, 132000, "Template param count mismatch");
        put(404, 132001, "Template does not exist");
        put(400, 132005, "Template hydrated text too long");
        put(400, 132007, "Template format character policy violated");
        put(400, 132012, "Template parameter format mismatch");
        put(400, 132015, "Template is paused");
        put(400, 132016, "Template is disabled");
        put(400, 132068, "Flow is blocked");
        put(400, 132069, "Flow is throttled");
        put(500, 133000, "Incomplete deregistration");
        put(503, 133004, "Server temporarily unavailable");
        put(400, 133005, "Two step verification PIN mismatch");
        put(400, 133010, "Phone number not registered");
        put(400, 135000, "Generic user error");
    }

    private static void put(int status, int code, String title) {
        TABLE.put(code, new MetaErrorCode(status, title));
    }

    static MetaErrorCode of(int code) {
        return TABLE.getOrDefault(code, new MetaErrorCode(400, "Error " + code));
    }
}
