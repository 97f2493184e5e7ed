-- Requests that find no replica wait for one here, and the runtime API tells how many do: an activator, as Knative has it.
local held = 0

core.register_action("hold", { "http-req" }, function(txn, seconds)
    local last = core.now().sec + tonumber(seconds)
    held = held + 1
    while txn.f:nbsrv("replicas") == 0 and txn.req:may_recv() and core.now().sec <= last do
        core.msleep(5)
    end
    held = held - 1
end, 1)

core.register_cli({ "show", "held" }, "show held: requests that wait because there is no replica", function(applet)
    applet:send(held .. "\n")
end)
