package dev.waypost.platform.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The service's own schema in PostgreSQL.
///
/// A failure to reach it becomes the fault `STORE_UNAVAILABLE`; no HTTP or gRPC call may happen inside a transaction.
public final class Db {
    private final HikariDataSource pool;
    private final DataSource traced;

    Db(HikariDataSource pool, DataSource traced) {
        this.pool = pool;
        this.traced = traced;
    }

    /// Work that needs the database.
    public interface SqlWork<T> {
        T run(Sql sql) throws SQLException;
    }

    /// Work that needs the database and answers nothing.
    public interface SqlAction {
        void run(Sql sql) throws SQLException;
    }

    /// One transaction: committed when the work returns, rolled back when it throws.
    public <T> T tx(SqlWork<T> work) {
        try (Connection connection = traced.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T answer = work.run(new Sql(connection));
                connection.commit();
                return answer;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                restore(connection);
            }
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    public void run(SqlAction action) {
        tx(sql -> {
            action.run(sql);
            return true;
        });
    }

    /// One statement that is a transaction by itself: all of it or nothing, without the round trip of a commit.
    public <T> T statement(SqlWork<T> work) {
        return read(work);
    }

    /// Statements outside a transaction, each seeing what was last committed.
    public <T> T read(SqlWork<T> work) {
        try (Connection connection = traced.getConnection()) {
            return work.run(new Sql(connection));
        } catch (SQLException e) {
            throw translate(e);
        }
    }

    /// Whether PostgreSQL answers now.
    public boolean answers() {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /// Whether the failure is a broken unique rule of the named constraint.
    public static boolean violates(RuntimeException failure, String constraint) {
        return failure instanceof StatementFailed failed
                && "23505".equals(failed.state())
                && String.valueOf(failed.getMessage()).contains(constraint);
    }

    private static RuntimeException translate(SQLException e) {
        @Nullable String state = e.getSQLState();
        // 08 connection, 53 out of resources, 57 stopped by the operator; no state: the pool had no connection to give.
        boolean away = state == null || state.startsWith("08") || state.startsWith("53") || state.startsWith("57");
        return away
                ? Fault.of(Reason.STORE_UNAVAILABLE).because(e)
                : new StatementFailed(String.valueOf(e.getMessage()), state, e);
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // The pool finds the connection broken and drops it.
            return;
        }
    }
}
