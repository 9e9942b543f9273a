-- What a user does in Neovim: opens a file, takes the first fix, scans the workspace. Writes what was seen as JSON.
-- Environment: SERVER (the command line's script), NODE, WORKSPACE (a folder), RESULT (the file to write).
local workspace = vim.env.WORKSPACE
local seen = {}

local function finish()
	local file = assert(io.open(vim.env.RESULT, 'w'))
	file:write(vim.fn.json_encode(seen))
	file:close()
	vim.cmd('qall!')
end

local function diagnostics(buffer)
	return vim.tbl_map(function(each)
		return { code = each.code, line = each.lnum, source = each.source }
	end, vim.diagnostic.get(buffer))
end

local function session()
	vim.cmd('edit ' .. vim.fn.fnameescape(workspace .. '/a.mjs'))
	local buffer = vim.api.nvim_get_current_buf()
	local id = vim.lsp.start_client({
		name = 'keepalive',
		cmd = { vim.env.NODE, vim.env.SERVER, 'lsp', '--stdio' },
		root_dir = workspace,
	})
	assert(vim.lsp.buf_attach_client(buffer, id), 'the server does not start')
	local client = vim.lsp.get_client_by_id(id)

	assert(vim.wait(60000, function() return #vim.diagnostic.get(buffer) > 0 end, 50), 'no diagnostics')
	seen.before = diagnostics(buffer)

	local first = vim.diagnostic.get(buffer)[1]
	vim.api.nvim_win_set_cursor(0, { first.lnum + 1, first.col })
	local parameters = vim.lsp.util.make_range_params()
	parameters.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer) }
	local answer = client.request_sync('textDocument/codeAction', parameters, 60000, buffer)
	seen.actions = vim.tbl_map(function(action) return action.title end, answer.result)
	vim.lsp.util.apply_workspace_edit(answer.result[1].edit, client.offset_encoding)
	assert(vim.wait(60000, function() return #vim.diagnostic.get(buffer) == 0 end, 50), 'the fix mends nothing')
	vim.cmd('write')

	local hover = client.request_sync('textDocument/hover', vim.lsp.util.make_position_params(), 60000, buffer)
	seen.hover = hover.err == nil

	local scan = { command = 'keepalive.server.scanWorkspace', arguments = {} }
	seen.counts = client.request_sync('workspace/executeCommand', scan, 60000, buffer).result
	local closed = vim.uri_to_bufnr(vim.uri_from_fname(workspace .. '/job.py'))
	assert(vim.wait(60000, function() return #vim.diagnostic.get(closed) > 0 end, 50), 'no diagnostics of a closed file')
	seen.closed = diagnostics(closed)

	client.stop()
	assert(vim.wait(60000, client.is_stopped, 50), 'the server does not stop')
	seen.stopped = true
end

local ok, problem = pcall(session)
if not ok then
	seen.problem = tostring(problem)
end
finish()
