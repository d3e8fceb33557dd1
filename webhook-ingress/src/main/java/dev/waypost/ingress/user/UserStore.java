package dev.waypost.ingress.user;

import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The table of users' names.
@Singleton
class UserStore {
    /// @param name one of a user's names
    record Alias(String tenantId, String name) {}

    private record Known(Alias alias, String key) {}

    static final String HAVE_ALIASED_NUMBERS = """
            SELECT t.tenant_id FROM (SELECT DISTINCT unnest(?::text[]) AS tenant_id) AS t
            WHERE EXISTS (SELECT FROM user_alias a WHERE a.tenant_id = t.tenant_id AND a.alias ~ '^[0-9]+$' OFFSET 0)""";

    /// The order keeps it with the index of times: the one of tenants would serve `DISTINCT` and be read as a whole.
    static final String GOT_ALIASED_NUMBERS = """
            SELECT DISTINCT tenant_id FROM (SELECT tenant_id FROM user_alias
              WHERE added_at > now() - ? * interval '1 second' AND alias ~ '^[0-9]+$' ORDER BY added_at OFFSET 0) AS lately""";

    private final Db db;

    UserStore(Db db) {
        this.db = db;
    }

    /// Which of the tenants have a user whose number is not the key.
    List<Boolean> haveAliasedNumbers(List<String> tenantIds) {
        List<String> found = db.read(
                sql -> sql.list(HAVE_ALIASED_NUMBERS, row -> row.string("tenant_id"), sql.array("text", tenantIds)));
        return tenantIds.stream().map(found::contains).toList();
    }

    /// Which tenants got such a user within a while.
    List<String> gotAliasedNumbers(Duration back) {
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            return sql.list(GOT_ALIASED_NUMBERS, row -> row.string("tenant_id"), back.toSeconds());
        });
    }

    /// The key of each user; the names that lead to it are kept from now on.
    List<String> keys(List<UserNames> users) {
        return db.tx(sql -> {
            var aliases = new ArrayList<Alias>();
            users.forEach(user -> user.names().forEach(name -> aliases.add(new Alias(user.tenantId(), name))));
            Map<Alias, String> known = read(sql, aliases);
            Map<Alias, String> added = new LinkedHashMap<>();
            var keys = new ArrayList<String>(users.size());
            for (UserNames user : users) {
                keys.add(key(user, known, added));
            }
            return insert(sql, added) ? keys : again(sql, users, aliases, keys);
        });
    }

    private static String key(UserNames user, Map<Alias, String> known, Map<Alias, String> added) {
        @Nullable String key = null;
        for (String name : user.names()) {
            key = key == null ? known.get(new Alias(user.tenantId(), name)) : key;
        }
        if (key == null) {
            key = user.firstKey();
        }
        for (String name : user.names()) {
            boolean itself = name.equals(key) && UserNames.isNumber(name);
            var alias = new Alias(user.tenantId(), name);
            if (!itself && known.putIfAbsent(alias, key) == null) {
                added.put(alias, key);
            }
        }
        return key;
    }

    /// Another process named some of these users at the same moment: what it wrote is there now, and counts.
    private static List<String> again(Sql sql, List<UserNames> users, List<Alias> aliases, List<String> meant)
            throws SQLException {
        Map<Alias, String> known = read(sql, aliases);
        var keys = new ArrayList<String>(users.size());
        for (int at = 0; at < users.size(); at++) {
            UserNames user = users.get(at);
            String key = meant.get(at);
            for (String name : user.names().reversed()) {
                key = known.getOrDefault(new Alias(user.tenantId(), name), key);
            }
            keys.add(key);
        }
        return keys;
    }

    private static Map<Alias, String> read(Sql sql, List<Alias> aliases) throws SQLException {
        Map<Alias, String> found = new HashMap<>();
        sql.list(
                        """
                        SELECT a.tenant_id, a.alias, a.user_key FROM user_alias a
                        JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS u(tenant_id, alias)) AS k
                          ON a.tenant_id = k.tenant_id AND a.alias = k.alias""",
                        row -> new Known(
                                new Alias(row.string("tenant_id"), row.string("alias")), row.string("user_key")),
                        sql.array("text", aliases.stream().map(Alias::tenantId).toList()),
                        sql.array("text", aliases.stream().map(Alias::name).toList()))
                .forEach(known -> found.put(known.alias(), known.key()));
        return found;
    }

    /// In the order of names, so that two processes with the same users never wait for each other in a circle. False
    /// when some were there already.
    private static boolean insert(Sql sql, Map<Alias, String> added) throws SQLException {
        if (added.isEmpty()) {
            return true;
        }
        Map<String, Map.Entry<Alias, String>> ordered = new TreeMap<>();
        added.entrySet()
                .forEach(entry -> ordered.put(
                        entry.getKey().tenantId() + '|' + entry.getKey().name(), entry));
        List<Map.Entry<Alias, String>> rows = List.copyOf(ordered.values());
        int inserted = sql.update(
                """
                INSERT INTO user_alias (tenant_id, alias, user_key)
                SELECT * FROM unnest(?::text[], ?::text[], ?::text[]) ON CONFLICT DO NOTHING""",
                sql.array(
                        "text",
                        rows.stream().map(row -> row.getKey().tenantId()).toList()),
                sql.array("text", rows.stream().map(row -> row.getKey().name()).toList()),
                sql.array("text", rows.stream().map(Map.Entry::getValue).toList()));
        return inserted == rows.size();
    }
}
