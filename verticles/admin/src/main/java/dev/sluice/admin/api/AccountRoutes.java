package dev.sluice.admin.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import dev.sluice.admin.http.Access;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.signin.AttemptLimiter;
import java.util.List;

/** The part of the table that is about what users, groups and keys may use, how money comes to them, and what they are told. */
final class AccountRoutes {
    private final BudgetResource budgets;
    private final LimitResource limits;
    private final GroupResource groups;
    private final RedemptionResource redemptions;
    private final TopupResource topups;
    private final InvitationResource invitations;
    private final AdjustmentResource adjustments;
    private final StatementResource statements;
    private final NoticeResource notices;
    private final AnnouncementResource announcements;

    AccountRoutes(ManagementRoutes.Ground ground, AttemptLimiter attempts, LimitReader reader) {
        budgets = new BudgetResource(ground.store(), ground.clock());
        limits = new LimitResource(ground.store(), reader);
        groups = new GroupResource(ground.store());
        redemptions = new RedemptionResource(ground, attempts);
        topups = new TopupResource(ground.store(), ground.clock());
        invitations = new InvitationResource(ground.store());
        adjustments = new AdjustmentResource(ground.store());
        statements = new StatementResource(ground.store(), ground.clock(), ground.statements());
        notices = new NoticeResource(ground.store().accounts().notices(), ground.clock());
        announcements = new AnnouncementResource(ground.store().announcements(), ground.clock());
    }

    List<Route> routes() {
        return List.of(
                Route.reads("/api/budgets", budgets::list),
                Route.changes(POST, "/api/budgets", budgets::create),
                Route.reads("/api/budgets/{id}", budgets::get),
                Route.changes(PATCH, "/api/budgets/{id}", budgets::update),
                Route.changes(DELETE, "/api/budgets/{id}", budgets::delete),
                Route.reads("/api/limits", limits::list),
                Route.changes(POST, "/api/limits", limits::create),
                Route.reads("/api/limits/{id}", limits::get),
                Route.changes(PATCH, "/api/limits/{id}", limits::update),
                Route.changes(DELETE, "/api/limits/{id}", limits::delete),
                Route.reads("/api/groups", groups::list),
                Route.changes(POST, "/api/groups", groups::create),
                Route.reads("/api/groups/{id}", groups::get),
                Route.changes(PATCH, "/api/groups/{id}", groups::update),
                Route.changes(DELETE, "/api/groups/{id}", groups::delete),
                Route.reads("/api/redemptions", redemptions::list),
                Route.changes(POST, "/api/redemptions", redemptions::create),
                Route.reads("/api/redemptions/{id}", redemptions::get),
                Route.changes(PATCH, "/api/redemptions/{id}", redemptions::update),
                Route.reads("/api/redemptions/{id}/codes", redemptions::codes),
                Route.own(POST, "/api/redeem", redemptions::redeem),
                Route.own(GET, "/api/topups", topups::list),
                Route.changes(POST, "/api/topups", topups::create),
                Route.own(GET, "/api/topups/{id}", topups::get),
                Route.changes(POST, "/api/topups/{id}/paid", topups::paid),
                Route.changes(POST, "/api/topups/{id}/cancel", topups::cancel),
                Route.own(GET, "/api/invitations", invitations::get),
                Route.changes(PATCH, "/api/invitations", invitations::update),
                Route.changes(POST, "/api/users/{id}/adjustments", adjustments::create),
                Route.own(GET, "/api/users/{id}/statement", statements::ofUser),
                Route.own(GET, "/api/keys/{id}/statement", statements::ofKey),
                Route.reads("/api/announcements", announcements::list),
                new Route(POST, "/api/announcements", Access.PLATFORM, false, announcements::create),
                Route.self(GET, "/api/announcements/current", announcements::current),
                Route.reads("/api/announcements/{id}", announcements::get),
                new Route(PATCH, "/api/announcements/{id}", Access.PLATFORM, false, announcements::update),
                Route.takes("/api/announcements/{id}", announcements::delete),
                Route.reads("/api/notices", notices::list),
                Route.changes(POST, "/api/notices/{id}/told", notices::told));
    }
}
